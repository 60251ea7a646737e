"""The stage in turn (大家乐轮换): evenings drawn among troupes by published weights and a public number, replayed by anybody."""
