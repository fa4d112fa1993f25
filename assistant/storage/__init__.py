"""What lives on after an answer: the board of tasks, in a database through SQLAlchemy."""
