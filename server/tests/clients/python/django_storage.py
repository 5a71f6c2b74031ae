"""The package django-imagekitio-storage: the storages that a Django application uses through it."""

import os
import tempfile

import django
from django.conf import settings
from harness import OPTIONS, begin, delivers, end, equal, photo, step

work = tempfile.TemporaryDirectory()
settings.configure(
    MEDIA_URL="/media/", STATIC_URL="/static/", STATICFILES_DIRS=[work.name],
    STATICFILES_STORAGE="imagekitio_storage.storage.StaticImagekitStorage",
    INSTALLED_APPS=["django.contrib.staticfiles", "imagekitio_storage"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    IMAGEKIT_STORAGE={name.upper(): value for name, value in OPTIONS.items()})
django.setup()

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.template import engines
from imagekitio_storage import helpers
from imagekitio_storage.storage import (MediaImagekitStorage, RawMediaImagekitStorage,
                                        VideoMediaImagekitStorage)

media = MediaImagekitStorage()
s = {}


def save():
    s["name"] = media.save("photo.jpg", ContentFile(photo))
    equal(len(s["name"]), 24)  # the name that Django keeps is the file's id


def save_of(storage):
    def action():
        name = storage.save("album/raw.bin", ContentFile(b"\x00\x01\x02"))
        delivers(storage.url(name), b"\x00\x01\x02")
    return action


def opened():
    equal(media.open(s["name"]).read(), photo)


def deleted():
    url = media.url(s["name"])
    media.delete(s["name"])
    delivers(url, None)


def listed():
    equal(media.listdir("/django-imagekitio-storage"), ([], ["media_photo.jpg"]))


def queried():
    # MEDIA_URL is put before the name, in which no slash may be.
    found = helpers.get_resources_query(search_query='name = "media_photo.jpg"')
    equal([one["file_id"] for one in found], [s["name"]])


def tagged():
    template = engines["django"].from_string(
        "{% load imagekit_static %}{% imagekit_static 'a.css' width=100 %}")
    equal(template.render({}), OPTIONS["url_endpoint"] + "/static/a.css?tr=w-100")


def collected():
    with open(os.path.join(work.name, "a.css"), "w", encoding="ascii") as file:
        file.write("a { color: red }")
    call_command("collectstatic", interactive=False, verbosity=0)
    found = [one for one in helpers.get_resources_query(search_query='name : "a.css"')]
    delivers(found[0]["url"], b"a { color: red }")


begin("django-imagekitio-storage")
step("save", "save", save)
step("url", "url", lambda: delivers(media.url(s["name"])))
step("open", "open", opened)
step("exists", "exists", lambda: equal(media.exists(s["name"]), True))
step("size", "size", lambda: equal(media.size(s["name"]), len(photo)))
step("listdir", "listdir", listed)
step("get_resources_query", "get_resources_query", queried)
step("delete", "delete", deleted)
step("exists", "exists, of what is gone", lambda: equal(media.exists(s["name"]), False))
for storage in (RawMediaImagekitStorage(), VideoMediaImagekitStorage()):
    step("save", "save, of a %s" % type(storage).__name__, save_of(storage))
step("imagekit_static", "imagekit_static, the template's tag", tagged)
step("collectstatic", "collectstatic", collected)
end()
