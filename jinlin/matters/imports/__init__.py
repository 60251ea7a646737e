"""Import of spreadsheets as they are: columns matched and remembered, rows checked, recorded each exactly once.

``columns`` says what is looked for, ``rows`` what one row means, ``places`` where it is, ``preparing`` does the
work of the processor in a process of its own, ``ledger`` knows what is recorded already, ``recording`` writes a
chunk of rows in one transaction, ``run`` goes through a file from its first row to the last.
"""
