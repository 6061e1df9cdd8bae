"""From sources to a loaded library: compiled in parallel, each piece once."""

from __future__ import annotations

import os
import re
import shlex
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from genn_emit.errors import BuildError, LibraryError
from genn_emit.runtime.cache import Cache, no_space
from genn_emit.runtime.launch import CompilerLaunches, ProcessGroup, launches
from genn_emit.runtime.library import Library, load
from genn_emit.runtime.request import BuildRequest, Source, library_key, object_keys, reachable

__all__ = ["BuildRequest", "BuildResult", "CompilerLaunches", "Source", "build", "launches", "load_built"]

LIBRARY = "library.so"
_ERROR = re.compile(r"\berror\s*:|undefined reference|undefined symbol|multiple definition|\bfatal\b")
_FULL = "No space left on device"


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A built library. ``directory`` holds it and its sources, ``compiled`` and ``reused`` count sources.

    ``commands`` are the compiler commands that were run, ``seconds`` the wall time of it all.
    """

    library: Path
    directory: Path
    compiled: int
    reused: int
    seconds: float
    commands: tuple[str, ...]


@dataclass(slots=True)
class _Work:
    """One build under way."""

    request: BuildRequest
    cache: Cache
    processes: ProcessGroup
    commands: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    compiled: int = 0


def build(request: BuildRequest, cache: Cache, processes: ProcessGroup | None = None) -> BuildResult:
    """Build a shared library, or find it in the cache.

    Each source is compiled to an object that is cached by content, a lone source is compiled and linked by one command.
    Raises BuildError when the compiler fails (the sources stay on disk) and CacheError when the disk is full. Ctrl+C
    ends the compilers and leaves nothing half done; in another thread than the main one, ``processes.end()`` does.
    """
    start = time.perf_counter()
    objects = object_keys(request)
    key = library_key(request, objects)
    work = _Work(request, cache, processes or ProcessGroup())
    directory = cache.get(key)
    if directory is None:
        try:
            directory = _make(work, key, objects)
        except BaseException:
            work.processes.end()
            raise
    cache.hold(key)
    return BuildResult(
        directory / LIBRARY,
        directory,
        work.compiled,
        len(request.sources) - work.compiled,
        time.perf_counter() - start,
        tuple(work.commands),
    )


def load_built(
    request: BuildRequest, cache: Cache, cdef: str, begun: Callable[[], BuildResult] | None = None
) -> tuple[Library, BuildResult]:
    """Build and load. A library from the cache that does not load is built anew, once. ``begun`` waits for a build of the
    request that is under way.

    Raises BuildError when a fresh one does not load.
    """
    result = build(request, cache) if begun is None else begun()
    try:
        return load(result.library, cdef, cache), result
    except LibraryError as error:
        if not result.commands:
            cache.remove(result.directory.name)
            result = build(request, cache)
        else:
            raise _unloadable(result, error) from error
    try:
        return load(result.library, cdef, cache), result
    except LibraryError as error:
        raise _unloadable(result, error) from error


def _unloadable(result: BuildResult, error: LibraryError) -> BuildError:
    return BuildError(
        "the library was built but cannot be loaded",
        command=" && ".join(result.commands),
        first_error=str(error.__cause__),
        source=str(result.directory),
        remedy="link what is missing, or compile with the compiler that fits this Python",
    )


def _make(work: _Work, key: str, objects: tuple[str, ...]) -> Path:
    request, cache = work.request, work.cache
    if len(request.sources) == 1:
        return cache.put(key, lambda directory: _compile_and_link(work, key, directory))
    # No lock is held while another is taken: objects first, then the library.
    with cache.holding(objects):
        directories = _objects(work, objects)
        files = [str(path / _object_name(source)) for path, source in zip(directories, request.sources, strict=True)]
        return cache.put(key, lambda directory: _link(work, key, directory, files))


def _objects(work: _Work, keys: tuple[str, ...]) -> list[Path]:
    def one(key: str, source: Source) -> Path:
        return work.cache.get(key) or work.cache.put(key, lambda directory: _compile(work, key, source, directory))

    jobs = list(zip(keys, work.request.sources, strict=True))
    with ThreadPoolExecutor(min(_processors(), len(keys))) as pool:
        # The longest first: the last one to start is then a short one.
        futures = {job: pool.submit(one, *job) for job in sorted(jobs, key=lambda job: -len(job[1].text))}
        try:
            return [futures[job].result() for job in jobs]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            work.processes.end()
            raise


def _compile(work: _Work, key: str, source: Source, directory: Path) -> None:
    request = work.request
    _write(directory, (source, *reachable(source, request.headers)))
    arguments = [*_compile_arguments(request, source), "-c", source.name, "-o", _object_name(source)]
    _run(work, key, directory, arguments, source)
    with work.lock:
        work.compiled += 1


def _link(work: _Work, key: str, directory: Path, objects: list[str]) -> None:
    request = work.request
    _write(directory, request.headers + request.sources)
    arguments = [*request.compiler.command, *objects, *_extra(request), "-o", LIBRARY, *request.flags.link]
    _run(work, key, directory, arguments, None)


def _compile_and_link(work: _Work, key: str, directory: Path) -> None:
    request = work.request
    _write(directory, request.headers + request.sources)
    (source,) = request.sources
    arguments = [*_compile_arguments(request, source), source.name, *_extra(request), "-o", LIBRARY, *request.flags.link]
    _run(work, key, directory, arguments, source)
    work.compiled += 1


def _compile_arguments(request: BuildRequest, source: Source) -> list[str]:
    include = [f"-I{os.path.abspath(path)}" for path in request.include_dirs]
    return [*request.compiler.command, *request.flags.compile, *source.flags, "-I.", *include]


def _extra(request: BuildRequest) -> list[str]:
    return [os.path.abspath(path) for path in request.extra_objects]


def _object_name(source: Source) -> str:
    return source.name + ".o"


def _write(directory: Path, files: tuple[Source, ...]) -> None:
    for file in files:
        path = directory / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")


def _run(work: _Work, key: str, directory: Path, arguments: list[str], source: Source | None) -> None:
    try:
        done = work.processes.run(arguments, directory)
    except (FileNotFoundError, PermissionError) as error:
        raise BuildError(
            f"the compiler of {work.request.name!r} cannot be started",
            command=shlex.join(arguments),
            first_error=str(error),
            remedy="find the compiler anew, or set CXX",
        ) from error
    with work.lock:
        work.commands.append(done.command)
    if done.status == 0:
        return
    if _FULL in done.output:
        raise no_space(work.cache.directory)
    kept = work.cache.keep_failed(key, directory)
    what = f"{source.name} does not compile" if source else "the objects do not link"
    raise BuildError(
        f"{work.request.name!r}: {what} (exit status {done.status})",
        command=f"cd {shlex.quote(str(kept))} && {done.command}" if kept else done.command,
        output=done.output,
        first_error=_first_error(done.output),
        source=str(kept / source.name if source else kept) if kept else None,
        remedy="correct the code if it is yours (a user function, an include), else please report it with the source",
    )


def _first_error(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return next((line for line in lines if _ERROR.search(line)), lines[0] if lines else "no output")


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
