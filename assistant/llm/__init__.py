"""A language model on this machine: a GGUF file served by llama.cpp, and a small one to try it with."""
