"""Documents a second on one core, beside trafilatura's extraction alone, and memory over a growing folder.

python tests/benchmarks/converting.py [DOCUMENTS [FOLDER_SIZE]] makes its own input: letters of five pages in plain text
and as pages of a site. Times are of the processor, so that other work on the machine disturbs them little.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from converters.extract import extract_statements
from converters.read import read_bytes
from data import load_reference

_NOUNS = ("river", "school", "harbour", "market", "council", "record", "valley", "clinic", "library", "station")
_VERBS = ("closed", "flooded", "sold", "measured", "promised", "repaired", "counted", "visited", "delayed")
_PLACES = ("Arden", "Bellmoor", "Castrel", "Dunholt", "Esker", "Farrow", "Glenmar", "Hollin", "Istria", "Jarrow")
_BODIES = (
    "Association for {n}",
    "{p} {n} Watch",
    "Centre for {n} Rights",
    "{p} Committee of {n} Workers",
    "Friends of {p}",
)
_LAWS = (
    "Article {a} of the International Covenant on Civil and Political Rights",
    "Articles {a} and {b} of the Convention on the Rights of the Child",
    "Security Council resolution {a}{b} (20{a})",
    "the Public Waters Act 20{a}",
)
_ASKS = ("publish the results of the inquiry", "restore the service of the {n}", "release the funds for the {n} in {p}")


def make_letter(chance: random.Random) -> list[str]:
    """The paragraphs of a letter of five pages of 400 words, with 40 signatories."""
    words = {"n": chance.choice(_NOUNS), "p": chance.choice(_PLACES)}
    paragraphs = [
        f"Open letter on the {words['n']} of {words['p']}",
        f"{chance.randint(1, 28)} March {chance.randint(2005, 2025)}",
        f"To the Minister of Public Works of {words['p']}",
        "Dear Minister,",
        f"We, the undersigned 40 organisations, write to you about the {words['n']} of {words['p']}.",
    ]
    paragraphs += [_paragraph(chance) for _ in range(12)]
    paragraphs.append("We therefore call on you to:")
    paragraphs += [f"- {_fill(chance.choice(_ASKS), chance)};" for _ in range(5)]
    paragraphs += ["Yours sincerely,", "Signed by:"]
    return paragraphs + [
        f"{i}. {_fill(chance.choice(_BODIES), chance).title()}, {_fill('{p}', chance)}" for i in range(1, 41)
    ]


def _paragraph(chance: random.Random) -> str:
    sentences = [_sentence(chance) for _ in range(6)]
    sentences.append(f"This is contrary to {_fill(chance.choice(_LAWS), chance)}.")
    if chance.random() < 0.3:
        sentences.append(f"We urge the government of {_fill('{p}', chance)} to {_fill(chance.choice(_ASKS), chance)}.")
    return " ".join(sentences)


def _sentence(chance: random.Random) -> str:
    clauses = [
        _fill("the {n} of {p} was ", chance) + chance.choice(_VERBS) + _fill(" by the {n}", chance)
        for _ in range(chance.randint(1, 3))
    ]
    text = f"In {chance.randint(1990, 2024)}, " + ", and ".join(clauses)
    return text + "."


def _fill(pattern: str, chance: random.Random) -> str:
    return pattern.format(
        n=chance.choice(_NOUNS), p=chance.choice(_PLACES), a=chance.randint(10, 24), b=chance.randint(25, 40)
    )


def as_text(paragraphs: Sequence[str]) -> bytes:
    """The letter as a text file."""
    return "\n\n".join(paragraphs).encode()


def as_page(paragraphs: Sequence[str]) -> bytes:
    """The letter on the page of a site with a menu, related pages and a footer."""
    menu = "".join(f'<li><a href="/{noun}">{noun.title()}</a></li>' for noun in _NOUNS)
    related = "".join(f'<li><a href="/news/{i}">News {i} of {p}</a></li>' for i, p in enumerate(_PLACES))
    body = "".join(f"<p>{p}</p>" for p in paragraphs[1:])
    return (
        f"<!doctype html><html lang='en'><head><title>{paragraphs[0]} | Site</title></head><body><header><nav>"
        f"<ul>{menu}</ul></nav></header><main><article><h1>{paragraphs[0]}</h1>{body}</article></main><aside><ul>{related}</ul>"
        "</aside><footer><p>© The site. All rights reserved.</p></footer></body></html>"
    ).encode()


def seconds_of(work: Callable[[bytes], object], inputs: Sequence[bytes]) -> float:
    """Processor seconds that a document takes on average, once everything is warm."""
    work(inputs[0])
    begun = time.process_time()
    for raw in inputs:
        work(raw)
    return (time.process_time() - begun) / len(inputs)


def measure_speed(number: int) -> None:
    """Print documents a second for text and pages, and the ratio to trafilatura on the same pages."""
    from trafilatura import extract

    reference, chance = load_reference(), random.Random(number)
    letters = [make_letter(chance) for _ in range(number)]
    texts, pages = [as_text(letter) for letter in letters], [as_page(letter) for letter in letters]
    print(f"{sum(map(len, texts)) // number} bytes and {sum(len(t.split()) for t in texts) // number} words a document")

    def take(media_type: str) -> Callable[[bytes], object]:
        return lambda raw: extract_statements(read_bytes(raw, "made-up", media_type), reference)

    text, page = seconds_of(take("text/plain"), texts), seconds_of(take("text/html"), pages)
    peer = seconds_of(lambda raw: extract(raw.decode()), pages)
    read = seconds_of(lambda raw: read_bytes(raw, "made-up", "text/plain"), texts)
    print(f"text: {1 / text:.0f} documents a second (reading alone {1 / read:.0f})")
    print(f"pages: {1 / page:.0f} documents a second; trafilatura alone {1 / peer:.0f}; ratio {peer / page:.2f}")


def measure_memory(sizes: Sequence[int]) -> None:
    """Print the highest memory of `undersigned convert` over folders of growing size."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder, chance = Path(name), random.Random(size)
            for i in range(size):
                (folder / f"{i:05}.txt").write_bytes(as_text(make_letter(chance)))
            command = [Path(sys.executable).with_name("undersigned"), "convert", folder, "--output", folder / "all.nq"]
            begun = time.perf_counter()
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(f"{size} documents: {time.perf_counter() - begun:.0f} s, {peak} MB at the peak")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    measure_speed(numbers[0] if numbers else 100)
    if len(numbers) > 1:
        measure_memory([numbers[1] // 10, numbers[1]])
