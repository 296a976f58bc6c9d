"""What explains a wrong answer: named mistakes, relations between results, patterns of what goes wrong."""
