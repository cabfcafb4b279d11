"""A gallery that makes thumbnails of pictures: some calls keep memory, some only use it, one gives it back.

    tracehold record --recorder native --allocations -- examples/gallery.py
    tracehold top --sort net

What to look for with the timeline coloured by memory: `load` makes a picture and `put` keeps a copy of it, `blur` needs a large one
for a while, and `forget` frees what others allocated. From the fourth album on nobody forgets: `main` keeps more and more.
"""

ALBUMS = 6
PICTURES = 8
SIDE = 160


class Cache:
    """Pictures by name."""

    def __init__(self):
        """Begin with nothing."""
        self.pictures = {}

    def put(self, name, picture):
        """Keep a copy of a picture."""
        self.pictures[name] = [bytes(row) for row in picture]

    def forget(self, album):
        """Let go of the pictures of an album."""
        for name in [name for name in self.pictures if name.startswith(album)]:
            del self.pictures[name]


def load(album, number):
    """Return a picture: rows of grey pixels, the same every time."""
    return [bytearray((x * number + y) % 256 for x in range(SIDE)) for y in range(SIDE)]


def blur(picture):
    """Return the mean brightness of every row of a blurred copy, which is gone afterwards."""
    copy = [list(row) for row in picture]
    for row in copy:
        smooth(row)
    means = [sum(row) // SIDE for row in copy]
    # What a local variable holds is freed after the return, by the caller: it would look as if this call kept it.
    copy.clear()
    return means


def smooth(row):
    """Make every pixel more like its neighbour."""
    for x in range(1, SIDE):
        row[x] = (row[x - 1] + row[x]) // 2


def show(cache, album):
    """Load, blur and keep the pictures of an album; return how bright it is."""
    brightness = 0
    for number in range(PICTURES):
        picture = load(album, number)
        brightness += sum(blur(picture))
        cache.put("%s/%d" % (album, number), picture)
    return brightness


def main():
    """Show all albums; of the later ones nobody lets go."""
    cache = Cache()
    for number in range(ALBUMS):
        album = "album-%d" % number
        print("%s: %d" % (album, show(cache, album)))
        if number < ALBUMS // 2:
            cache.forget(album)
    print("%d pictures are kept" % len(cache.pictures))


if __name__ == "__main__":
    main()
