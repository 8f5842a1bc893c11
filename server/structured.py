"""schema.org descriptions inside the pages, as JSON-LD: what search engines read.

Google's guide for datasets (developers.google.com, structured data, Dataset): name, description, creator, licence,
identifier, distribution. A person appears by name only.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from converters.manifest import ReleaseFile
from server.interface import find_language
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
    """The release as a schema.org Dataset, in agreement with the catalogue at `/catalog`."""
    manifest = release.manifest
    publisher = {"@type": "Organization", "@id": manifest.publisher.iri or f"{release.base}/id/publisher"}
    publisher["name"] = manifest.publisher.name or manifest.title
    if manifest.publisher.homepage:
        publisher["url"] = manifest.publisher.homepage
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{release.base}/id/dataset",
        "name": manifest.title,
        "description": manifest.description,
        "url": f"{release.base}/",
        "identifier": f"{release.base}/id/dataset",
        "version": manifest.version,
        "dateModified": manifest.date,
        "datePublished": manifest.date,
        "license": manifest.licence,
        "creator": publisher,
        "publisher": publisher,
        "isAccessibleForFree": True,
        "conditionsOfAccess": "open",
        "creativeWorkStatus": "Published",
        "variableMeasured": sorted(counts),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": f"{release.base}/catalog",
            "name": manifest.title,
            "url": f"{release.base}/catalog",
        },
        "distribution": [_describe_download(release, file) for file in dump_files(release)],
    }
    if manifest.keywords:
        node["keywords"] = list(manifest.keywords)
    if manifest.period:
        node["temporalCoverage"] = "/".join(manifest.period)
    if manifest.languages:
        node["inLanguage"] = [find_language(code) for code in manifest.languages]
    return embed(node)


def _describe_download(release: OpenRelease, file: ReleaseFile) -> dict[str, str]:
    name = file.path.removeprefix("dumps/")
    return {
        "@type": "DataDownload",
        "name": name,
        "contentUrl": f"{release.base}/dumps/{name}",
        "encodingFormat": file.compression or file.media_type.partition(";")[0],
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }


def dump_files(release: OpenRelease) -> list[ReleaseFile]:
    """The release's downloads but its digests, in the order of the manifest."""
    return [file for file in release.manifest.files if file.path.startswith("dumps/") and "SHA256SUMS" not in file.path]


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
