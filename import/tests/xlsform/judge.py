"""Says what pyxform understands of a workbook: its questions, with their types, conditions and choices, as JSON."""

import json
import re
import sys
from xml.etree import ElementTree

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

XFORMS = "{http://www.w3.org/2002/xforms}"
HTML = "{http://www.w3.org/1999/xhtml}"
ROSA = "{http://openrosa.org/javarosa}"


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def judged(path):
    root = ElementTree.fromstring(convert(path, validate=False).xform)
    model = root.find(f"{HTML}head/{XFORMS}model")
    body = root.find(f"{HTML}body")
    binds = {bind.get("nodeset"): bind for bind in model.iter(f"{XFORMS}bind")}
    controls = {one.get("ref"): one for one in body.iter() if one.get("ref") and local(one) not in ("group", "label", "hint")}
    repeats = {one.get("nodeset") for one in body.iter(f"{XFORMS}repeat")}
    lists = {}
    for instance in model.iter(f"{XFORMS}instance"):
        if instance.get("id"):
            lists[instance.get("id")] = [name.text for name in instance.iter(f"{XFORMS}name")]

    def choices(control):
        itemset = control.find(f"{XFORMS}itemset")
        if itemset is not None:
            name = re.match(r"(?:randomize\()?instance\('([^']+)'\)", itemset.get("nodeset")).group(1)
            return lists[name]
        return [value.text for value in control.iter(f"{XFORMS}value")]

    questions = []

    def walk(element, path, repeat, conditional):
        seen = set()
        for child in element:
            name = local(child)
            place = f"{path}/{name}"
            # The first of a repeat is its template.
            if name in seen or name == "meta":
                continue
            seen.add(name)
            bind = binds.get(place)
            attributes = dict(bind.attrib) if bind is not None else {}
            shown = conditional or "relevant" in attributes
            control = controls.get(place)
            if len(child) and control is None:
                if place in repeats:
                    questions.append({"name": name, "repeat": None, "tag": "repeat", "conditional": shown})
                    walk(child, place, name, False)
                else:
                    walk(child, place, repeat, shown)
                continue
            questions.append({
                "name": name,
                "repeat": repeat,
                "tag": local(control) if control is not None else None,
                "type": attributes.get("type", ""),
                "media": control.get("mediatype") if control is not None else None,
                "conditional": shown,
                "required": attributes.get("required"),
                "constraint": attributes.get("constraint"),
                "calculated": "calculate" in attributes,
                "read_only": "readonly" in attributes,
                "preloaded": f"{ROSA}preload" in attributes,
                "choices": choices(control) if control is not None and local(control) in ("select", "select1", "rank") else [],
                "filtered": control is not None and any("[" in (one.get("nodeset") or "") for one in control.iter(f"{XFORMS}itemset")),
            })

    data = model.find(f"{XFORMS}instance")[0]
    walk(data, f"/{local(data)}", None, False)
    return {
        "title": root.find(f"{HTML}head/{HTML}title").text,
        "languages": [one.get("lang") for one in model.iter(f"{XFORMS}translation")],
        "questions": questions,
    }


try:
    print(json.dumps(judged(sys.argv[1])))
except PyXFormError as error:
    print(json.dumps({"refused": str(error)}))
