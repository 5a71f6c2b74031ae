"""Short ways to custom metadata fields and to what files hold in them."""

import json

from library_calls import put

FIELDS = "/v1/customMetadataFields"
INVALID = "Invalid custom metadata."
UNKNOWN = "Specified custom metadata field does not exist."
REQUIRED = "Field is required."


def create(api, name, schema="Text", label=None, **more):
    """schema: a type, or the whole schema; the answer."""
    if isinstance(schema, str):
        schema = dict({"type": schema}, **more)
    return api.send_json("POST", FIELDS, {"name": name, "label": label or "Label of " + name,
                                          "schema": schema})


def field(api, name, schema="Text", **more):
    """The field that was made."""
    return create(api, name, schema, **more).expect(201).json()


def fields(api, query=""):
    return api.get(FIELDS + query).expect(200).json()


def update(api, field_id, body):
    return api.send_json("PATCH", "%s/%s" % (FIELDS, field_id), body)


def remove(api, field_id):
    return api.delete("%s/%s" % (FIELDS, field_id))


def put_with(api, path, values, **fields):
    """put() with values; the details."""
    return put(api, path, customMetadata=json.dumps(values), **fields)


def upload_with(api, values, **fields):
    """The answer to an upload of a new file."""
    sent = values if isinstance(values, str) else json.dumps(values)
    return api.upload(b"x", fileName="a.txt", customMetadata=sent, **fields)


def set_values(api, file_id, values):
    return api.send_json("PATCH", "/v1/files/%s/details" % file_id, {"customMetadata": values})


def values_of(api, file_id):
    return api.details(file_id).expect(200).json()["customMetadata"]


def refused(answer, **errors):
    """400 with exactly these texts."""
    return answer.error(400, INVALID, errors=errors)
