//! The program: the command line; the result becomes an exit code.

fn main() {}
