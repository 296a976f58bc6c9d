"""Is no function, but something that can be called, and fails differently every time."""


class Strange:
    def __call__(self, *args, **options):
        return object()

    def __getattribute__(self, name):
        raise SystemExit("@MARK@")


scale = Strange()
