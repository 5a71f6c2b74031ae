"""What videos tell of themselves: with ffprobe, without it, and with programs that only bear its
name. The videos are made by ffmpeg; where there is none, what needs them is NOT RUN."""

import os
import shutil
import subprocess
import tempfile
import time

import pictures
from emulator import SLOWNESS, Emulator
from tap import Skip, each, main

FACTS = ["bitRate", "duration", "audioCodec", "videoCodec"]
CORRUPT = "The requested file is corrupt or invalid."
MAKING_SECONDS = 60 * SLOWNESS
WITHOUT = {"PATH": "/nonexistent"}

# What is made: the sound and the pictures, by ffmpeg's names. Codecs that this ffmpeg lacks are
# NOT RUN.
VIDEOS = {
    "film.mp4": ("libx264", "aac"),
    "silent.mp4": ("mpeg4", None),
    "film.webm": ("libvpx-vp9", "libopus"),
    "film.mov": ("mpeg4", "aac"),
    "film.avi": ("mpeg4", "libmp3lame"),
    "film.flv": ("flv", "aac"),
    "film.ogg": ("libtheora", "libvorbis"),
    "dated.mp4": ("mpeg4", None),
}
DATES = {"dated.mp4": ["-metadata", "creation_time=2020-02-29T12:34:56Z"]}
UNDATED = "0000:00:00 00:00:00"

server = Emulator()
folder = None
made = {}


def set_up():
    global folder
    folder = tempfile.mkdtemp(prefix="emulator-video-")
    server.start()


def tear_down():
    shutil.rmtree(folder, ignore_errors=True)
    code = server.stop()
    assert code == 0, "exit status %s\n%s" % (code, server.last_log)


def need(program):
    path = shutil.which(program)
    if path is None:
        raise Skip("no %s on PATH" % program)
    return path


def film(name):
    """The bytes of a video of 96x64, 2 s long."""
    need("ffprobe")
    if name not in made:
        pictures_by, sound_by = VIDEOS[name]
        command = [need("ffmpeg"), "-v", "error", "-f", "lavfi", "-i",
                   "testsrc=size=96x64:rate=10:duration=2"]
        if sound_by:
            command += ["-f", "lavfi", "-i", "sine=duration=2", "-c:a", sound_by]
        path = os.path.join(folder, name)
        command += ["-c:v", pictures_by, "-pix_fmt", "yuv420p", "-y"]
        command += DATES.get(name, []) + [path]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, timeout=MAKING_SECONDS, check=False)
        if done.returncode != 0 and b"Unknown encoder" in done.stderr:
            raise Skip("this ffmpeg does not make %s" % name)
        assert done.returncode == 0, done.stderr
        with open(path, "rb") as file:
            made[name] = file.read()
    return made[name]


def rate_of_pictures(name):
    """Bits a second of the video stream, as ffprobe has it; None when the file does not say."""
    done = subprocess.run(
        [need("ffprobe"), "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=bit_rate",
         "-of", "csv=p=0", os.path.join(folder, name)], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, timeout=MAKING_SECONDS, check=True)
    text = done.stdout.decode().strip()
    return int(text) if text.isdigit() else None


def put(api, name, content, **fields):
    return api.upload(content, fileName=name, **fields).expect(200).json()


def fake(script, name="ffprobe"):
    """The environment in which a shell script is called ffprobe."""
    where = tempfile.mkdtemp(dir=folder)
    path = os.path.join(where, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n%s\n" % script)
    os.chmod(path, 0o755)
    return {"PATH": where + ":/usr/bin:/bin"}


def test_order_by_duration():
    """What is no video has none."""
    api = server.fresh()
    put(api, "film.mp4", film("film.mp4"), useUniqueFileName=False)
    put(api, "a.txt", b"text", useUniqueFileName=False)
    for sort, expected in (("DESC", ["film.mp4", "a.txt"]), ("ASC", ["a.txt", "film.mp4"])):
        assert [row["name"] for row in api.files("sort=%s_DURATION" % sort)] == expected


# With ffprobe ----------------------------------------------------------------------------------

@each([
    ("mp4", "film.mp4", "h264", "aac", "video/mp4"),
    ("mp4 without sound", "silent.mp4", "mpeg4", None, "video/mp4"),
    ("webm", "film.webm", "vp9", "opus", "video/webm"),
    ("mov", "film.mov", "mpeg4", "aac", "video/quicktime"),
    ("avi", "film.avi", "mpeg4", "mp3", "video/x-msvideo"),
    ("flv", "film.flv", "flv1", "aac", "video/x-flv"),
    ("ogg", "film.ogg", "theora", "vorbis", "video/ogg"),
])
def test_a_video_tells(name, video_codec, audio_codec, mime):
    content = film(name)
    api = server.fresh()
    file = put(api, name, content, responseFields="metadata")
    rate = rate_of_pictures(name)
    known = [key for key in FACTS if {"audioCodec": audio_codec, "bitRate": rate}.get(key, 1)]
    assert [key for key in file if key in FACTS] == known, file
    assert (file["width"], file["height"], file["fileType"]) == (96, 64, "non-image"), file
    assert (file["videoCodec"], file.get("audioCodec")) == (video_codec, audio_codec), file
    assert 1.8 <= file["duration"] <= 2.3, file
    assert file.get("bitRate") == rate, file

    details = api.details(file["fileId"]).expect(200).json()
    assert details["mime"] == mime, details
    assert list(details)[-len(known):] == known, list(details)
    facts = ["height", "width"] + known
    assert [details[key] for key in facts] == [file[key] for key in facts], details
    assert api.files() == [details]

    metadata = api.get("/v1/files/%s/metadata" % file["fileId"]).expect(200).json()
    assert list(metadata) == facts + ["size"], metadata
    assert [metadata[key] for key in facts] == [file[key] for key in facts], metadata
    assert metadata["size"] == len(content), metadata
    assert file["metadata"] == metadata, file
    assert api.get("/v1/metadata?url=" + file["url"]).expect(200).json() == metadata

    embedded = details["embeddedMetadata"]
    dated = mime in ("video/mp4", "video/quicktime")
    assert embedded == dict(
        {"CreateDate": UNDATED, "MediaCreateDate": UNDATED} if dated else {},
        ImageWidth=96, ImageHeight=64, ImageSize="96x64", Megapixels=0.006144), embedded


def test_a_video_tells_when_it_was_made():
    file = put(server.fresh(), "dated.mp4", film("dated.mp4"), responseFields="embeddedMetadata")
    embedded = file["embeddedMetadata"]
    assert embedded["CreateDate"] == embedded["MediaCreateDate"] == "2020:02:29 12:34:56", embedded


def test_copies_and_versions_keep_the_facts():
    api = server.fresh()
    file = put(api, "film.mp4", film("film.mp4"), useUniqueFileName=False)
    api.send_json("POST", "/v1/folder", {"folderName": "b", "parentFolderPath": "/"}).expect(201)
    api.send_json("POST", "/v1/files/copy",
                  {"sourceFilePath": "/film.mp4", "destinationPath": "/b"}).expect(204)
    copy = [row for row in api.files() if row["filePath"] == "/b/film.mp4"][0]
    assert [copy[key] for key in FACTS] == [file[key] for key in FACTS], copy
    put(api, "film.mp4", b"words", useUniqueFileName=False)
    rows = api.get("/v1/files/%s/versions" % file["fileId"]).expect(200).json()
    assert [key for key in rows[0] if key in FACTS] == [], rows[0]
    assert [rows[1][key] for key in FACTS] == [file[key] for key in FACTS], rows[1]


def test_the_facts_are_still_there_after_a_restart():
    content = film("film.mp4")
    data = os.path.join(folder, "data")
    with Emulator(data=data) as first:
        file = put(first.client(), "film.mp4", content)
    with Emulator(data=data, env=WITHOUT) as second:
        details = second.client().details(file["fileId"]).expect(200).json()
        assert [details[key] for key in FACTS] == [file[key] for key in FACTS], details
        metadata = second.client().get("/v1/files/%s/metadata" % file["fileId"]).expect(200).json()
        assert metadata["duration"] == file["duration"], metadata


@each([
    ("boxes and nothing to play", lambda: pictures.mp4(2000)),
    ("cut short", lambda: film("film.mp4")[:200]),
    ("a matroska head alone", lambda: b"\x1a\x45\xdf\xa3" + bytes(100)),
    ("noise behind the head", lambda: film("film.mp4")[:40] + bytes(range(256)) * 8),
])
def test_a_video_that_cannot_be_read_is_stored_all_the_same(content):
    need("ffprobe")
    api = server.fresh()
    content = content()
    file = put(api, "broken.mp4", content, responseFields="metadata")
    assert file["size"] == len(content) and file["metadata"] == {}, file
    assert not set(FACTS + ["width", "height"]) & set(file), file
    details = api.details(file["fileId"]).expect(200).json()
    assert not set(FACTS + ["width", "height"]) & set(details), details
    api.get("/v1/files/%s/metadata" % file["fileId"]).error(400, CORRUPT)


def test_a_playlist_in_a_video_s_clothes_leads_nowhere():
    need("ffprobe")
    secret = os.path.join(folder, "secret.mp4")
    with open(secret, "wb") as file:
        file.write(film("film.mp4"))
    api = server.fresh()
    for name, text in (
            ("list.ts", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://%s\n#EXT-X-ENDLIST\n"),
            ("concat.ts", "ffconcat version 1.0\nfile %s\n")):
        # The NUL keeps the server from taking it for a text.
        file = put(api, name, (text % secret).encode() + b"\0\n")
        assert api.details(file["fileId"]).expect(200).json()["mime"] == "video/mp2t"
        assert not set(FACTS + ["width"]) & set(file), file


def test_info_names_the_program():
    path = need("ffprobe")
    video = server.control("GET", "/info").expect(200).json()["video"]
    assert set(video) == {"ffprobe", "version"}, video
    assert os.path.samefile(video["ffprobe"], path), video
    said = subprocess.run([path, "-version"], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert video["version"] == said.split()[2], video


# Without it ------------------------------------------------------------------------------------

def test_without_ffprobe():
    with Emulator(env=WITHOUT) as bare:
        api = bare.client()
        video = bare.control("GET", "/info").expect(200).json()["video"]
        assert video["ffprobe"] is None and "not installed" in video["reason"], video
        assert set(video) == {"ffprobe", "reason"}, video
        file = put(api, "film.mp4", pictures.mp4(2000), responseFields="metadata")
        assert not set(FACTS) & set(file) and file["metadata"] == {}, file
        details = api.details(file["fileId"]).expect(200).json()
        assert details["mime"] == "video/mp4" and not set(FACTS) & set(details), details
        answer = api.get("/v1/files/%s/metadata" % file["fileId"]).expect(501).json()
        assert "ffprobe" in answer["message"], answer
        # Images need none.
        file = put(api, "a.png", pictures.png(4, 3), responseFields="metadata")
        assert file["metadata"]["width"] == 4, file


def test_metadata_of_a_video_from_before_ffprobe_came():
    content = film("film.mp4")
    data = os.path.join(folder, "before")
    with Emulator(data=data, env=WITHOUT) as bare:
        file = put(bare.client(), "film.mp4", content)
    with Emulator(data=data) as now:
        metadata = now.client().get("/v1/files/%s/metadata" % file["fileId"]).expect(200).json()
        assert (metadata["width"], metadata["videoCodec"]) == (96, "h264"), metadata


# Programs of that name -------------------------------------------------------------------------

ANSWER = ('{"streams":[{"codec_type":"video","codec_name":"vp9","width":4,"height":2,'
          '"bit_rate":"800"}],"format":{"duration":"1.25"}}')


def test_the_first_program_on_the_path_is_asked():
    with Emulator(env=fake("echo '%s'" % ANSWER)) as other:
        file = put(other.client(), "film.mp4", pictures.mp4(100))
        assert [file.get(key) for key in FACTS] == [800, 1.25, None, "vp9"], file
        assert other.control("GET", "/info").expect(200).json()["video"]["version"] is None


@each([
    ("fails", "exit 1"),
    ("crashes", "kill -SEGV $$"),
    ("answers nonsense", "echo nonsense"),
    ("answers and fails", "echo '%s'; exit 1" % ANSWER),
    ("answers without end", "while :; do echo '%s'; done" % ANSWER),
    ("closes its output and stays", "exec >&-; exec sleep 60"),
    ("hangs", "exec sleep 60"),
])
def test_a_program_that(script):
    started = time.monotonic()
    with Emulator(env=fake(script)) as other:
        file = put(other.client(), "film.mp4", pictures.mp4(100))
        assert not set(FACTS) & set(file), file
        # The server is as well as before.
        put(other.client(), "a.png", pictures.png(4, 3))
    assert time.monotonic() - started < 25 * SLOWNESS


if __name__ == "__main__":
    main(globals())
