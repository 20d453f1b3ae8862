"""The command line for people: `kentongan serve`, `packs check`, `ledger verify`, ..."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kentongan.config import embedded


def _django(*, database: bool = True) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")
    if database and embedded.is_embedded():
        embedded.start()
    import django

    django.setup()


def serve(options: argparse.Namespace) -> int:
    """Web, worker, scheduler and embedded database, under one command."""
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{options.port}")
    _django()
    from django.core.management import call_command

    from kentongan.config.serving import run
    from kentongan.workspace.setting_up import setup_link

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    address = os.environ["PUBLIC_URL"]
    print(f"\n  Kentongan   {address}")
    link = setup_link()
    if link:
        print(f"  Set up      {address}{link}   (one time)")
    print("  Stop with Ctrl-C\n", flush=True)
    return run(options.host, options.port)


def worker(options: argparse.Namespace) -> int:
    """Take jobs; any number of these may run, on any number of machines."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")
    import django

    django.setup()
    from kentongan.config.working import run_worker

    run_worker(concurrency=options.concurrency)
    return 0


def packs_list(_options: argparse.Namespace) -> int:
    _django(database=False)
    from kentongan.offices.packs import installed_packs

    for pack in installed_packs().values():
        print(f"{pack.key:24} {pack.regulation.title}")
    return 0


def packs_check(options: argparse.Namespace) -> int:
    """Name every fault with file and line; 1 if there is any."""
    _django(database=False)
    from django.conf import settings

    from kentongan.cases.subjects import vocabulary
    from kentongan.law.loader import check_pack

    given = Path(options.path) if options.path else None
    folders = (
        [given]
        if given
        else [found for root in settings.KENTONGAN_PACKS for found in sorted(root.iterdir()) if found.is_dir()]
    )
    faults = [
        fault for folder in folders if not folder.name.startswith("_") for fault in check_pack(folder, vocabulary())
    ]
    for fault in faults:
        print(fault)
    print(f"{len(folders)} packs, {len(faults)} faults" if faults else f"{len(folders)} packs, no fault")
    return 1 if faults else 0


def packs_new(options: argparse.Namespace) -> int:
    """Start a pack of one's own from another: a folder of text files to change."""
    _django(database=False)
    from kentongan.law.starting import start_pack
    from kentongan.offices.packs import pack_folders

    source = pack_folders().get(options.source)
    if source is None:
        print(f"no pack {options.source!r}; there are: {', '.join(pack_folders())}", file=sys.stderr)
        return 1
    try:
        folder = start_pack(options.key, source, Path(options.into))
    except (FileExistsError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"{folder}\nChange what differs, then: kentongan packs check {folder}\nServe it with KENTONGAN_PACKS={folder.parent}"
    )
    return 0


def packs_schema(options: argparse.Namespace) -> int:
    """JSON Schema of a pack's files, for editors."""
    from kentongan.law.starting import write_schemas

    for path in write_schemas(Path(options.folder)):
        print(path)
    return 0


def procedures_print(options: argparse.Namespace) -> int:
    """An SOP as the official document, as a drawing, or for modelling tools."""
    _django(database=False)
    from kentongan.law.bpmn import to_bpmn
    from kentongan.law.svg import to_svg
    from kentongan.offices.packs import installed_packs
    from kentongan.procedures.printing import letterhead_in, to_docx, to_pdf

    pack_key, _slash, key = options.procedure.partition("/")
    pack = installed_packs().get(pack_key)
    procedure = pack.procedures.get(key) if pack else None
    if pack is None or procedure is None:
        print(f"no procedure {options.procedure!r}; `kentongan procedures list` names them", file=sys.stderr)
        return 1
    head = letterhead_in(procedure, pack.regulation)
    write: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: to_pdf(procedure, head),
        "docx": lambda: to_docx(procedure, head),
        "svg": lambda: to_svg(procedure).encode(),
        "bpmn": lambda: to_bpmn(procedure).encode(),
        "json": lambda: procedure.model_dump_json(by_alias=True, indent=2).encode(),
    }
    Path(options.output).write_bytes(write[options.format]())
    print(options.output)
    return 0


def procedures_list(_options: argparse.Namespace) -> int:
    _django(database=False)
    from kentongan.cases.subjects import is_run
    from kentongan.offices.packs import installed_packs

    for pack in installed_packs().values():
        for procedure in pack.procedures.values():
            runs = "" if is_run(procedure.subject) else ", not run yet"
            print(f"{pack.key}/{procedure.key:24} {procedure.title} ({len(procedure.steps)} steps{runs})")
    return 0


def ledger_verify(_options: argparse.Namespace) -> int:
    """1, and the first broken entry, if the record is not what was sealed."""
    _django()
    from kentongan.ledger.sealing import seal, verify

    while seal():
        pass
    broken = verify()
    print(f"broken: {broken}" if broken else "the ledger is whole")
    return 1 if broken else 0


def keys_reseal(_options: argparse.Namespace) -> int:
    """Encrypt stored secrets with the first of ENCRYPTION_KEYS; 1 if some fit no key."""
    _django()
    from kentongan.workspace.resealing import count_lost, reseal_all

    moved, lost = reseal_all(), count_lost()
    print(f"{moved} secrets are under the newest key" + (f"; {lost} fit no key" if lost else ""))
    return 1 if lost else 0


def networks_list(_options: argparse.Namespace) -> int:
    _django(database=False)
    from kentongan.networks.base import Listening
    from kentongan.networks.registry import all_networks

    for network in all_networks():
        verified = {
            "real-server": "tested against its real server",
            "live": "verified live",
            "none": "not verified against the live service",
        }
        how = "by hand" if network.by_hand else verified[network.verified]
        hears = "publishes, listens" if isinstance(network, Listening) else "publishes"
        print(f"{network.key:24} {network.kind:16} {'' if network.by_hand else hears:20} {how}")
    return 0


def archive_export(options: argparse.Namespace) -> int:
    """A government's year as a BagIt package."""
    _django()
    from kentongan.offices.models import Government
    from kentongan.workspace.archive import export

    government = Government.objects.filter(name=options.government).first()
    if government is None:
        names = ", ".join(Government.objects.values_list("name", flat=True)) or "none yet"
        print(f"no government {options.government!r}; there are: {names}", file=sys.stderr)
        return 1
    try:
        for line in export(government, options.year, Path(options.output)):
            print(line, flush=True)
    except FileExistsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def doctor(_options: argparse.Namespace) -> int:
    """What is missing or unhealthy, and the remedy; 1 if there is anything."""
    _django()
    from kentongan.workspace.health import complaints

    found = list(complaints())
    for each in found:
        print(f"{each.what}\n    {each.remedy}")
    print(f"{len(found)} complaints" if found else "all is well")
    return 1 if found else 0


def example(options: argparse.Namespace) -> int:
    """Play a pack's story through the real actions."""
    _django()
    from django.core.management import call_command

    from kentongan.workspace.stories import play

    call_command("migrate", verbosity=0, interactive=False)
    try:
        for line in play(options.pack, posts=options.posts):
            print(line, flush=True)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kentongan", description="Runs a government's social media by its own regulation."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        words: str, run: Callable[[argparse.Namespace], int], into: argparse._SubParsersAction[argparse.ArgumentParser]
    ) -> argparse.ArgumentParser:
        command = into.add_parser(words, help=(run.__doc__ or "").split(".")[0])
        command.set_defaults(run=run)
        return command

    def group(words: str) -> argparse._SubParsersAction[argparse.ArgumentParser]:
        return commands.add_parser(words).add_subparsers(required=True, metavar="COMMAND")

    serving = add("serve", serve, commands)
    serving.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    serving.add_argument("--host", default="127.0.0.1")
    add("worker", worker, commands).add_argument("--concurrency", type=int, default=4)
    packs = group("packs")
    add("list", packs_list, packs)
    add("check", packs_check, packs).add_argument("path", nargs="?")
    starting = add("new", packs_new, packs)
    starting.add_argument("key")
    starting.add_argument("--from", dest="source", default="bone")
    starting.add_argument("--into", default="packs")
    add("schema", packs_schema, packs).add_argument("folder")
    procedures = group("procedures")
    add("list", procedures_list, procedures)
    printing = add("print", procedures_print, procedures)
    printing.add_argument("procedure", metavar="PACK/PROCEDURE")
    printing.add_argument("--format", choices=["pdf", "docx", "svg", "bpmn", "json"], default="pdf")
    printing.add_argument("-o", "--output", required=True)
    add("verify", ledger_verify, group("ledger"))
    add("reseal", keys_reseal, group("keys"))
    archiving = add("export", archive_export, group("archive"))
    archiving.add_argument("--government", required=True)
    archiving.add_argument("--year", type=int, required=True)
    archiving.add_argument("-o", "--output", required=True)
    add("doctor", doctor, commands)
    add("list", networks_list, group("networks"))
    story = add("example", example, commands)
    story.add_argument("pack")
    story.add_argument("--posts", type=int, default=30)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
