"""rclone's suite for its backends, run for the one of ImageKit, unmodified, against the server: see
support/clients.py. Compiling it takes minutes, once."""
# ctest: timeout 900


from clients import main, rclone

if __name__ == "__main__":
    main("Go", [rclone])
