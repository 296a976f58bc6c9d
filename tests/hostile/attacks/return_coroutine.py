"""Returns a coroutine."""


async def scale(x):
    return 2 * x
