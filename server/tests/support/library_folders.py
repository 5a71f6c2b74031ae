"""The folders of the reference model, and the jobs that copy, move and rename them. See
library_model.py."""

import dataclasses
import itertools

from library_rules import (DOTS, GENERIC, LOCKED, LOCKED_DESTINATION, ROOT, Answer, Refusal, Silent,
                           bad_path, base, clean_folder, clean_folder_name, overlap, parent, within)


@dataclasses.dataclass(eq=False)
class Job:
    kind: str
    source: str
    destination: str    # as named by the call, cleaned
    target: str         # where the folder itself ends up
    due: int
    work: object
    purge: bool = False
    done: bool = False


class Folders:
    """The part of a Library that is about folders."""

    # What jobs hold ------------------------------------------------------------------------

    def pending(self):
        return [job for job in self.jobs if not job.done]

    def guard(self, *paths):
        """Folders that come or go where a job is still to run: nothing is said of that."""
        for job, path in itertools.product(self.pending(), paths):
            if any(overlap(path, area) for area in (job.source, job.destination, job.target)):
                raise Silent

    def make_folders(self, path):
        missing = []
        while path and path not in self.folders:
            missing.append(path)
            path = parent(path)
        self.guard(*missing)
        self.folders.update(missing)

    # Folders -------------------------------------------------------------------------------

    def create_folder(self, name, place):
        folder = clean_folder(place)
        wrong = []
        if "/" in name:
            wrong.append(Refusal(400, "folderName parameter cannot have a slash."))
        if name in (".", "..") or folder is None:
            wrong.append(Refusal(400, [DOTS, DOTS + ".", GENERIC], "INVALID_FOLDER_PATH"))
        if wrong:
            return wrong
        self.make_folders(folder + "/" + clean_folder_name(name))
        return Answer(201, {})

    def delete_folder(self, path):
        folder = clean_folder(path)
        if folder is None:
            return [Refusal(400), Refusal(404)]
        if folder == ROOT:
            return [Refusal(400, reason="INVALID_FOLDER_PATH")]
        if folder not in self.folders:
            return [Refusal(404, "No folder found with folderPath " + path, "FOLDER_NOT_FOUND")]
        self.guard(folder)
        for file in [file for file in self.files.values() if within(file.path, folder)]:
            self.bury(file)
        self.folders = {one for one in self.folders if not within(one, folder)}
        return Answer(204)

    # Jobs ----------------------------------------------------------------------------------

    def locked(self, source, destination, target):
        """The 423s that are due. Whether a job locks the folder it was pointed to or the one that
        it makes there is open, and so is what a renaming locks; where that matters: Silent."""
        outcomes = set()
        for old_wide, new_wide in itertools.product((False, True), repeat=2):
            areas = {area for job in self.pending()
                     for area in (job.source, job.destination if old_wide else job.target)}
            faults = set()
            if any(overlap(source, area) for area in areas):
                faults.add(LOCKED)
            if any(overlap(destination if new_wide else target, area) for area in areas):
                faults.add(LOCKED_DESTINATION)
            outcomes.add(frozenset(faults))
        if len({bool(outcome) for outcome in outcomes}) > 1:
            raise Silent
        return [Refusal(423, list(frozenset().union(*outcomes)))] if outcomes != {
            frozenset()} else []

    def start(self, job, status):
        self.jobs.append(job)
        if not self.job_delay:
            try:
                self.finish(job)
            except Silent:
                self.jobs.remove(job)
                raise
        return Answer(status, {"jobId": job})

    def finish(self, job):
        job.work()
        job.done = True

    def advance(self, seconds):
        self.now += round(seconds * 1000)
        due = [job for job in self.pending() if job.due <= self.now]
        for job in sorted(due, key=lambda job: job.due):
            self.finish(job)

    def transfer_folder(self, kind, source_sent, destination_sent, work):
        source, destination = clean_folder(source_sent), clean_folder(destination_sent)
        wrong = []
        if source is None or destination is None:
            return [bad_path(), Refusal(404, reason="NO_FILES_FOLDER"),
                    Refusal(400, reason="SOURCE_IS_ROOT"), Refusal(423)]
        target = destination + "/" + base(source)
        if source == ROOT:
            wrong.append(Refusal(400, "sourceFolderPath cannot be root", "SOURCE_IS_ROOT"))
        elif source not in self.folders:
            wrong.append(Refusal(404, ["No files & folder found at sourceFolderPath " + path
                                       for path in (source_sent, source)], "NO_FILES_FOLDER"))
        if source == destination:
            wrong.append(Refusal(400, "sourceFolderPath and destinationPath cannot be same.",
                                 "SAME_SOURCE_AND_DESTINATION"))
        elif source == target:
            wrong.append(Refusal(400, reason="SAME_SOURCE_AND_DESTINATION"))
        elif kind == "MOVE_FOLDER" and within(destination, source) and source != ROOT:
            wrong.append(Refusal(400, "This operation is not allowed because parent folder cannot "
                                 "be moved into child folder.", "INVALID_DESTINATION_PATH"))
        wrong += self.locked(source, destination, target) if source else []
        if wrong:
            return wrong
        if within(destination, source) and destination not in self.folders:
            raise Silent    # whether the copy holds the folder that is made for it
        return self.start(Job(kind, source, destination, target,
                              self.now + 1000 * self.job_delay,
                              lambda: work(source, target)), 200)

    def copy_folder(self, source, destination, versions=False):
        return self.transfer_folder("COPY_FOLDER", source, destination,
                                    lambda *paths: self.copy_tree(*paths, versions))

    def move_folder(self, source, destination):
        return self.transfer_folder("MOVE_FOLDER", source, destination, self.move_tree)

    def tree(self, source):
        """What lies in a folder: files, and folders with itself."""
        return ([file for path, file in sorted(self.files.items()) if within(path, source)],
                [one for one in self.folders if within(one, source)])

    def check_room(self, files, source, target, versions):
        """How a job ends that would give a file too many versions is not said."""
        for file in files:
            count = len(file.versions) if versions else 1
            if not self.has_room(target + file.path[len(source):], count):
                raise Silent

    def copy_tree(self, source, target, versions):
        files, folders = self.tree(source)
        self.check_room(files, source, target, versions)
        taken = [(target + file.path[len(source):], self.copies(file, versions))
                 for file in files]
        self.folders.update(target + one[len(source):] for one in folders)
        self.add_parents(target)
        for path, copies in taken:
            self.append(path, copies, self.now)

    def move_tree(self, source, target):
        files, folders = self.tree(source)
        self.check_room(files, source, target, True)
        for file in files:
            del self.files[file.path]
        self.folders -= set(folders)
        self.folders.update(target + one[len(source):] for one in folders)
        self.add_parents(target)
        for file in files:
            self.relocate(file, target + file.path[len(source):])

    def add_parents(self, path):
        while parent(path):
            path = parent(path)
            self.folders.add(path)

    def rename_folder(self, path, name, purge=False):
        source, clean = clean_folder(path), clean_folder_name(name)
        if source is None:
            return [Refusal(400), Refusal(404)]
        if source == ROOT:
            return [Refusal(400, "folderPath cannot be root.")]
        target = parent(source) + "/" + clean
        wrong = []
        if source not in self.folders:
            wrong.append(Refusal(404, "Source folder not found."))
        if target == source:
            wrong.append(Refusal(400))
        elif target in self.folders:
            wrong.append(Refusal(409, ["Folder with name %s already exists at the same location."
                                       % one for one in (name, clean)]))
        wrong += self.locked(source, source, target)
        return wrong or self.start(
            Job("RENAME_FOLDER", source, source, target, self.now + 1000 * self.job_delay,
                lambda: self.move_tree(source, target), purge), 202)
