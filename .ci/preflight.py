"""Say in one line what keeps `make` from working; print nothing when all is well.

    python preflight.py python         can this interpreter make the environment?
    python preflight.py port NUMBER    can the demonstration site listen there?

Written so that Pythons which are too old for the project can run it and say so.
"""

from __future__ import print_function

import sys

OLDEST = (3, 11)


def python_problem():
    found = "%d.%d.%d" % sys.version_info[:3]
    wanted = "%d.%d" % OLDEST
    if sys.version_info < OLDEST:
        advice = "name one with PYTHON=, e.g. PYTHON=python3.13"
        return "Python %s is too old, %s or newer is needed; %s" % (found, wanted, advice)
    try:
        import ensurepip  # noqa: F401  Debian ships venv without it
        import venv  # noqa: F401
    except ImportError as error:
        return "Python %s has no module %s; install it (Debian, Ubuntu: apt-get install python%d.%d-venv)" % (
            found,
            error.name,
            sys.version_info[0],
            sys.version_info[1],
        )
    return None


def port_problem(text):
    import errno
    import socket

    if not text.isdigit() or not 0 < int(text) < 65536:
        return "PORT=%s is not a port number" % text
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # As servers do it: a port whose last connections are still closing is free.
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(text)))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return "port %s is in use; choose another one with PORT=, e.g. PORT=%d" % (
                text,
                int(text) % 65535 + 1,
            )
        return "cannot listen on port %s: %s" % (text, error.strerror)
    finally:
        probe.close()
    return None


if __name__ == "__main__":
    if sys.argv[1:] == ["python"]:
        problem = python_problem()
    elif len(sys.argv) == 3 and sys.argv[1] == "port":
        problem = port_problem(sys.argv[2])
    else:
        problem = "usage: preflight.py python | port NUMBER"
    if problem:
        print(problem)
