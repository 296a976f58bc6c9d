"""What a class's results say together: misconceptions, items, variants; pure functions of recorded results."""
