"""The package flask-imagekitio: the SDK as an extension of a Flask application."""

import base64

from flask import Flask
from flask_imagekitio import ImagekitIO
from harness import OPTIONS, begin, delivers, end, equal, photo, step
from imagekitio.models.ListAndSearchFileRequestOptions import ListAndSearchFileRequestOptions

app = Flask(__name__)
app.config.update({"IMAGEKITIO_" + name.upper(): value for name, value in OPTIONS.items()})
extension = ImagekitIO()


@app.post("/photo")
def upload():
    with extension.interface() as kit:
        return {"url": kit.upload_file(base64.b64encode(photo), "flask.jpg").url}


def started():
    extension.init_app(app)
    assert app.extensions["imagekitio"] is extension


def uploaded():
    answer = app.test_client().post("/photo")
    equal(answer.status_code, 200)
    delivers(answer.get_json()["url"])


def listed():
    with app.app_context(), extension.interface() as kit:
        found = kit.list_files(ListAndSearchFileRequestOptions(search_query='name : "flask"')).list
        equal(len(found), 1)
        kit.delete_file(found[0].file_id)
        delivers(found[0].url, None)


def unconfigured():
    try:
        ImagekitIO(Flask("another"))
    except AttributeError:
        return
    raise AssertionError("the call succeeded")


begin("flask-imagekitio")
step("init_app", "init_app", started)
step("interface", "interface, in a view that uploads", uploaded)
step("interface", "interface, to list and delete", listed)
step("init_app", "init_app, without a configuration", unconfigured)
end()
