"""On a case: who looks after it, until when it is put off, notes of colleagues."""
