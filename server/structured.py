"""schema.org descriptions inside the pages, as JSON-LD: what search engines read.

Google's guide for datasets (developers.google.com, structured data, Dataset): name, description, creator, licence,
identifier, distribution. A person appears by name only.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from converters.manifest import ReleaseFile
from server.release import OpenRelease, View
from server.views import Page

TYPES = {
    "statement": "CreativeWork",
    "demand": "CreativeWork",
    "organisation": "Organization",
    "person": "Person",
    "law": "Legislation",
    "source": "DigitalDocument",
    "concept": "DefinedTerm",
}


def describe_resource(page: Page, view: View) -> Markup:
    """A resource as one schema.org node."""
    release = page.release
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(view["class"], "Thing"),
        "@id": f"{release.base}/id/{view['path']}",
        "identifier": f"{release.base}/id/{view['path']}",
        "url": f"{release.base}/doc/{view['path']}",
        "name": page.choose(view["names"])[0] or view["path"],
    }
    other = [name for name in view["names"].values() if name != node["name"]]
    other += [name for _, name in view.get("other_names", ())]
    if other:
        node["alternateName"] = other
    links = [link for link in view.get("links", ()) if link.startswith("http")]
    if links:
        node["sameAs"] = links
    if view["class"] == "statement":
        node |= _statement(page, view)
    elif view["class"] == "demand":
        node["text"] = node["name"]
        if view["statement"]:
            node["isPartOf"] = _reference(page, view["statement"])
    elif view["class"] == "law" and view["instrument"]:
        node["isPartOf"] = _reference(page, view["instrument"][0])
    if node["@type"] in ("CreativeWork", "Legislation", "DigitalDocument"):
        node["sdLicense"] = release.manifest.licence
        node["sdPublisher"] = {"@type": "Organization", "name": release.manifest.publisher.name}
    return embed(node)


def describe_release(release: OpenRelease, counts: dict[str, int]) -> Markup:
    """The release as a schema.org Dataset."""
    manifest = release.manifest
    publisher = {"@type": "Organization", "name": manifest.publisher.name}
    if manifest.publisher.homepage:
        publisher["url"] = manifest.publisher.homepage
    return embed(
        {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": manifest.title,
            "description": manifest.description,
            "url": f"{release.base}/",
            "identifier": f"{release.base}/",
            "version": manifest.version,
            "dateModified": manifest.date,
            "license": manifest.licence,
            "creator": publisher,
            "publisher": publisher,
            "isAccessibleForFree": True,
            "variableMeasured": sorted(counts),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "contentUrl": f"{release.base}/dumps/{file.path.removeprefix('dumps/')}",
                    "encodingFormat": file.media_type,
                    "contentSize": f"{file.size} B",
                    "sha256": file.sha256,
                }
                for file in dump_files(release)
            ],
        }
    )


def dump_files(release: OpenRelease) -> list[ReleaseFile]:
    """The release's downloads, in the order of the manifest."""
    return [file for file in release.manifest.files if file.path.startswith("dumps/")]


def embed(node: dict[str, Any]) -> Markup:
    """JSON that can stand in a script element: no character that could end it (HTML, section 4.12.1.3)."""
    text = json.dumps(node, ensure_ascii=False, sort_keys=True)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _statement(page: Page, view: View) -> dict[str, Any]:
    node: dict[str, Any] = {"inLanguage": page.language_code(view["language"])}
    if view["date"]:
        node["datePublished"] = view["date"]
    if view["kind"]:
        node["genre"] = str(page.name(view["kind"]).striptags())
    if view["publishers"]:
        node["publisher"] = [_reference(page, one) for one in view["publishers"]]
    if view["themes"]:
        node["about"] = [_reference(page, one) for one in view["themes"]]
    if view["cites"]:
        node["citation"] = [_reference(page, one) for one in view["cites"]]
    return node


def _reference(page: Page, reference: View) -> dict[str, str]:
    path = reference["path"]
    iri = path if "://" in path else f"{page.release.base}/id/{path}"
    return {"@id": iri, "name": page.choose(reference["names"])[0] or path}
