"""The commands, each as a function that gives its exit code."""
