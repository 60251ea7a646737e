"""Public space taken back (公共空间收回): what it was, what it became, area, money by source, photographs of both."""
