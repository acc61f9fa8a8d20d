"""What is pure in asking a language model: hiding who is meant, what is asked, reading the answer; and the line to an endpoint."""
