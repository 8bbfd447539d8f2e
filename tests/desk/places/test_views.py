"""Suggestions for a place, and its map."""

import xml.etree.ElementTree as ET

from django.test import Client


def test_a_place_is_suggested_with_what_the_form_needs(at_desk: Client) -> None:
    found = at_desk.get("/desk/places/", {"q": "bogot", "country": "COL"}).json()["places"]
    assert all(place["country"] == "COL" for place in found[:2])
    town = next(place for place in found if place["precision"] == "town")
    assert (round(town["lat"], 1), round(town["lon"], 1)) == (4.6, -74.1)
    assert town["within"].endswith("Colombia")
    assert at_desk.get("/desk/places/", {"q": "b"}).json()["places"] == []


def test_a_map_has_the_place_and_is_drawing_alone(at_desk: Client) -> None:
    asked = {"lat": "4.6", "lon": "-74.1", "name": "<b>Here</b>"}
    answer = at_desk.get("/desk/places/map/", asked)
    assert answer["Content-Type"] == "image/svg+xml"
    drawing = ET.fromstring(answer.content)
    texts = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "<b>Here</b>" in texts
    assert "Villavicencio" in texts
    nowhere = at_desk.get("/desk/places/map/", {"lat": "nan", "lon": "x"})
    assert nowhere.content.decode().count("<") == 1
