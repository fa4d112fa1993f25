"""Every error a user can meet, one tree; each message names the thing, the reason and the remedy.

PolicyError
├── BadInput               what the user gave cannot be used
│   ├── UnreadableFile     not text, encrypted, damaged, of an unknown format or encoding
│   ├── EmptyDocument      nothing to read in it
│   ├── Classified         it bears a mark of secrecy
│   ├── BadQuestion        empty or too long
│   ├── BadTraining        too few questions to learn from, or a file of them that cannot be read
│   ├── UnknownDocument    no document of that id or title
│   └── UnknownTask        no task or board of that number
├── Conflict               somebody else changed it first
├── BadSettings            unknown key, wrong type, missing value
├── CorpusMissing          the corpus folder is not there
├── IndexError_            the index cannot be used
│   ├── NoIndex            it was never built
│   ├── StaleIndex         it was built with another model or format
│   ├── DamagedIndex       checksums or ids do not agree
│   ├── IndexNotWritten    the disk is full or may not be written; the old generation stays
│   ├── IndexNotReached    the server that keeps the vectors does not answer
│   └── IndexLocked        another process is writing
├── ModelError             an embedding model is missing, wrong or cannot be prepared
├── ComposerError          a language model did not answer as it should
└── PortInUse              the server's port is taken
"""


class PolicyError(Exception):
    """Base of all errors that are shown to users as one line."""


class BadInput(PolicyError):
    """What the user gave cannot be used."""


class UnreadableFile(BadInput):
    """A file is not text, encrypted, damaged, or of an unknown format or encoding."""


class EmptyDocument(BadInput):
    """A file holds nothing to read."""


class Classified(BadInput):
    """A file bears a mark of secrecy (秘密, 机密, 绝密) and must not be read here."""


class BadQuestion(BadInput):
    """A question is empty or too long."""


class BadTraining(BadInput):
    """There is too little to adapt a model by, or a file of questions cannot be read."""


class UnknownDocument(BadInput):
    """No document has that id or title."""


class UnknownTask(BadInput):
    """No task or board has that number."""


class Conflict(PolicyError):
    """Somebody else changed it first; nothing was written."""


class BadSettings(PolicyError):
    """A settings file or environment variable cannot be used."""


class CorpusMissing(PolicyError):
    """The corpus folder is not there."""


class IndexError_(PolicyError):
    """The index cannot be used."""


class NoIndex(IndexError_):
    """The index was never built."""


class StaleIndex(IndexError_):
    """The index was built with another model or format."""


class DamagedIndex(IndexError_):
    """Checksums or ids of the index do not agree."""


class IndexNotWritten(IndexError_):
    """The disk is full or may not be written; the generation before stays."""


class IndexNotReached(IndexError_):
    """The server that keeps the vectors does not answer as it should."""


class IndexLocked(IndexError_):
    """Another process is writing the index."""


class ModelError(PolicyError):
    """An embedding model is missing, wrong or cannot be prepared."""


class ComposerError(PolicyError):
    """A language model did not answer as it should; the extractive answer stands in."""


class PortInUse(PolicyError):
    """The server's port is taken."""
