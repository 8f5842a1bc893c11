"""Serves a release directory: SPARQL, linked data, pages, dumps. It never converts."""
