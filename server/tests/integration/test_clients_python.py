"""Published Python packages, unmodified, against the server: see support/clients.py."""

from clients import main, python

if __name__ == "__main__":
    main("Python", [lambda: python("python4", "sdk_methods.py"),
                    lambda: python("python3", "sdk_methods.py"),
                    lambda: python("python4", "django_storage.py"),
                    lambda: python("python4", "flask_extension.py")])
