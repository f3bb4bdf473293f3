"""Reference values for tests/Kindred.Numerics.Tests/RngTests.cs: xoshiro256** seeded by SplitMix64, from the authors' definitions in whole
numbers of any size. Run in tests/golden: /usr/bin/python3 rng.py"""
MASK = 2**64 - 1


def splitmix(seed):
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        z = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        yield z ^ z >> 31


def rotated(x, by):
    return (x << by | x >> 64 - by) & MASK


def xoshiro(seed):
    words = splitmix(seed)
    s = [next(words) for _ in range(4)]
    while True:
        yield rotated(s[1] * 5 & MASK, 7) * 9 & MASK
        t = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotated(s[3], 45)


with open("rng/words.csv", "w") as file:
    for seed in (0, 1, 42, 2**64 - 1):
        words = xoshiro(seed)
        file.write(",".join(str(word) for word in [seed] + [next(words) for _ in range(10)]) + "\n")
