"""Reading packs: safe YAML with the line of everything, and faults that say where, what and how to mend it."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from kentongan.law.flow import path_faults
from kentongan.law.model import Pack, Procedure, Regulation, Step
from kentongan.law.vocabulary import Subject, Vocabulary

MOST_BYTES = 1_000_000
MOST_DEPTH = 12
Place = tuple[str | int, ...]
_ANCHORS = ("start", "case", "event")
_STRING = "tag:yaml.org,2002:str"


@dataclass(frozen=True)
class Fault:
    """Something wrong with a pack's file, at a line (from 1); `place`: the keys and indices that lead there."""

    file: str
    line: int
    fault: str
    remedy: str
    place: Place = ()

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.fault}. {self.remedy}"


class PackFaults(Exception):  # noqa: N818 (a list of them)
    """A pack cannot be loaded."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class _Unreadable(Exception):  # noqa: N818 (carries a fault)
    def __init__(self, line: int, fault: str, remedy: str) -> None:
        super().__init__(fault)
        self.line, self.fault, self.remedy = line, fault, remedy


class _Document:
    """A YAML file as plain data with the line of each place in it."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Place, int] = {(): 1}
        self.data = self._read(self._compose(text), (), 0)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines[place]

    @staticmethod
    def _compose(text: str) -> yaml.Node:
        loader = yaml.SafeLoader(text)
        try:
            for event in _events(text):
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                    raise _Unreadable(
                        _line(event),
                        "anchor dan alias YAML (& dan *) tidak dipakai",
                        "Tulis isinya langsung.",
                    )
            node = loader.get_single_node()
        finally:
            loader.dispose()
        if node is None:
            raise _Unreadable(1, "berkas ini kosong", "Isi menurut panduan menulis paket.")
        return node

    def _read(self, node: yaml.Node, place: Place, depth: int) -> Any:
        line = _line(node)
        self.lines[place] = line
        if depth > MOST_DEPTH:
            raise _Unreadable(line, "susunan terlalu dalam", f"Paling banyak {MOST_DEPTH} tingkat.")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self._read(item, (*place, number), depth + 1) for number, item in enumerate(node.value)]
        return _scalar(node, line)

    def _mapping(self, node: yaml.MappingNode, place: Place, depth: int) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = _line(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                raise _Unreadable(line, "kunci harus satu kata", "Tulis kunci: nilai.")
            key = str(key_node.value)
            if key in read:
                raise _Unreadable(line, f"“{key}” ditulis dua kali", "Hapus salah satunya.")
            read[key] = self._read(value_node, (*place, key), depth + 1)
            self.lines[(*place, key)] = line
        return read


def _line(marked: yaml.Node | yaml.Event) -> int:
    return marked.start_mark.line + 1 if marked.start_mark else 1


def _events(text: str) -> Iterator[yaml.Event]:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH + 1:
            raise _Unreadable(_line(event), "susunan terlalu dalam", f"Paling banyak {MOST_DEPTH} tingkat.")
        yield event


def _scalar(node: yaml.Node, line: int) -> Any:
    """Numbers, true/false and null as such; everything else, dates and YAML 1.1's yes/no/on/off included, as text."""
    value = str(node.value)
    if node.tag == _STRING:
        return value
    plain = {"true": True, "false": False, "null": None, "~": None, "": None}
    if node.tag in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"):
        return plain.get(value, value)
    if (
        node.tag == "tag:yaml.org,2002:int"
        and value.lstrip("-").isdigit()
        and (value == "0" or not value.lstrip("-").startswith("0"))
    ):
        return int(value) if len(value) < 12 else value
    if node.tag.startswith("tag:yaml.org,2002:") and node.tag.rsplit(":", 1)[1] in (
        "int",
        "float",
        "timestamp",
        "merge",
        "value",
    ):
        return value
    raise _Unreadable(line, f"tanda YAML {node.tag} tidak dipakai", "Hapus tanda seru dan kata sesudahnya.")


def _read(path: Path) -> _Document:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _Unreadable(
            1, "berkas ini tidak ada atau tidak dapat dibaca", "Buat berkasnya, atau periksa hak bacanya."
        ) from error
    return _parse(raw)


def _parse(raw: bytes) -> _Document:
    if len(raw) > MOST_BYTES:
        raise _Unreadable(1, "berkas ini terlalu besar", "Paling besar 1 MB.")
    try:
        return _Document(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _Unreadable(
            raw[: error.start].count(b"\n") + 1, "huruf yang bukan UTF-8", "Simpan ulang sebagai UTF-8."
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _Unreadable(
            mark.line + 1 if mark else 1,
            f"susunan YAML salah ({error.problem})",
            "Periksa indentasi, tanda titik dua dan kutip.",
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _Unreadable(1, "berkas ini bukan YAML yang sah", "Periksa huruf-huruf yang tidak terlihat.") from error


_WORDS = {
    "missing": ("“{field}” belum diisi", "Tambahkan {field}: di sini."),
    "string_type": ("“{field}” harus berupa teks", "Tulis di antara tanda kutip."),
    "string_too_short": ("“{field}” kosong", "Isi teksnya."),
    "string_pattern_mismatch": ("bentuk “{field}” salah", "Ikuti pola {pattern}."),
    "literal_error": ("nilai “{field}” tidak dikenal", "Pilih salah satu dari: {expected}."),
    "enum": ("nilai “{field}” tidak dikenal", "Pilih salah satu dari: {expected}."),
    "int_parsing": ("“{field}” harus berupa angka", "Tulis angka bulat."),
    "int_type": ("“{field}” harus berupa angka", "Tulis angka bulat."),
    "int_from_float": ("“{field}” harus berupa angka bulat", "Tulis angka bulat."),
    "bool_parsing": ("“{field}” harus true atau false", "Tulis true atau false."),
    "greater_than_equal": ("“{field}” terlalu kecil", "Paling kecil {ge}."),
    "greater_than": ("“{field}” terlalu kecil", "Harus lebih dari {gt}."),
    "less_than_equal": ("“{field}” terlalu besar", "Paling besar {le}."),
    "too_short": ("“{field}” kosong", "Isi paling sedikit satu."),
    "date_from_datetime_parsing": ("“{field}” bukan tanggal", "Tulis seperti 2025-07-15."),
    "date_parsing": ("“{field}” bukan tanggal", "Tulis seperti 2025-07-15."),
    "date_type": ("“{field}” bukan tanggal", "Tulis seperti 2025-07-15."),
    "tuple_type": ("“{field}” harus berupa daftar", "Tulis setiap isi pada baris sendiri dengan tanda -."),
    "dict_type": ("“{field}” harus berupa pasangan kunci: nilai", "Tulis kunci: nilai."),
    "mapping_type": ("“{field}” harus berupa pasangan kunci: nilai", "Tulis kunci: nilai."),
    "model_type": ("“{field}” harus berupa pasangan kunci: nilai", "Tulis kunci: nilai."),
}
_RULES = {
    "time needs exactly one": ("waktu harus tepat satu dari minutes, hours, days, working_days", "Sisakan satu saja."),
    "a step needs either": ("langkah harus memiliki then atau decide, tidak keduanya", "Tulis then: … atau decide: …"),
    "at_least asks for more": ("tanda tangan yang diminta lebih banyak daripada peran yang ada", "Kurangi at_least."),
}


def _similar(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), 1)
    return f"Maksudnya “{near[0]}”?" if near else "Yang dikenal: " + (", ".join(sorted(known)) or "tidak ada") + "."


def _words_of(error: Any, model: type[BaseModel]) -> tuple[str, str]:
    field = str(error["loc"][-1]) if error["loc"] else "isi"
    context = error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        return f"kunci “{field}” tidak dikenal", _similar(field, _keys_of(model, error["loc"][:-1]))
    if error["type"] == "value_error":
        found = next((words for start, words in _RULES.items() if start in error["msg"]), None)
        return found or (error["msg"], "Perbaiki menurut panduan menulis paket.")
    fault, remedy = _WORDS.get(error["type"], ("“{field}” salah", "Periksa nilainya menurut panduan menulis paket."))
    values = {"pattern": "", "expected": "", "ge": "", "gt": "", "le": "", **context, "field": field}
    return fault.format(**values), remedy.format(**values)


def _keys_of(model: type[BaseModel], place: Iterable[str | int]) -> set[str]:
    """The keys that a mapping may have at a place, as far as the models tell."""
    for part in place:
        field = next((field for name, field in model.model_fields.items() if part in (name, field.alias)), None)
        inner = _model_in(field.annotation) if field else model if isinstance(part, int) else None
        model = inner or model
    return {field.alias or name for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for argument in getattr(annotation, "__args__", ()) if (found := _model_in(argument))), None)


def _validated(model: type[BaseModel], document: _Document, file: str) -> tuple[Any, list[Fault]]:
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        faults = []
        for each in error.errors(include_url=False):
            fault, remedy = _words_of(each, model)
            place = tuple(each["loc"])
            faults.append(Fault(file, document.line(place), fault, remedy, place))
        return None, faults


@dataclass
class _Reading:
    """A pack on its way in."""

    regulation: Regulation | None
    procedures: list[tuple[str, _Document, Procedure]]
    faults: list[Fault]


def _load_file(path: Path, model: type[BaseModel], name: str, faults: list[Fault]) -> tuple[_Document, Any] | None:
    return _load(lambda: _read(path), model, name, faults)


def _load(
    read: Callable[[], _Document], model: type[BaseModel], name: str, faults: list[Fault]
) -> tuple[_Document, Any] | None:
    try:
        document = read()
    except _Unreadable as error:
        faults.append(Fault(name, error.line, error.fault, error.remedy))
        return None
    if not isinstance(document.data, dict):
        faults.append(Fault(name, 1, "isi berkas harus berupa pasangan kunci: nilai", "Mulai dengan kunci: nilai."))
        return None
    value, found = _validated(model, document, name)
    faults.extend(found)
    return (document, value) if value is not None else None


def _read_pack(folder: Path) -> _Reading:
    faults: list[Fault] = []
    read = _load_file(folder / "regulation.yaml", Regulation, f"{folder.name}/regulation.yaml", faults)
    procedures = []
    paths = sorted((folder / "procedures").glob("*.yaml")) if (folder / "procedures").is_dir() else []
    if not paths:
        faults.append(
            Fault(
                f"{folder.name}/procedures", 1, "paket ini belum memiliki prosedur", "Tambahkan procedures/NAMA.yaml."
            )
        )
    for path in paths:
        name = f"{folder.name}/procedures/{path.name}"
        loaded = _load_file(path, Procedure, name, faults)
        if loaded:
            procedures.append((name, *loaded))
    return _Reading(read[1] if read else None, procedures, faults)


def load_pack(folder: Path) -> Pack:
    """The pack in a folder; `PackFaults` with every fault of form when there is any."""
    reading = _read_pack(folder)
    if reading.faults or reading.regulation is None:
        raise PackFaults(reading.faults)
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    procedures = {procedure.key: procedure for _name, _document, procedure in reading.procedures}
    return Pack(key=folder.name, digest=digest.hexdigest(), regulation=reading.regulation, procedures=procedures)


def load_packs(roots: Iterable[Path]) -> dict[str, Pack]:
    """Every pack in these folders, by key; later folders go before earlier ones."""
    folders = {
        folder.name: folder
        for root in roots
        for folder in sorted(root.iterdir())
        if (folder / "regulation.yaml").exists()
    }
    return {key: load_pack(folder) for key, folder in folders.items()}


def check_pack(folder: Path, vocabulary: Vocabulary) -> list[Fault]:
    """Every fault of a pack: of form, of the ways through its procedures, of the words it uses."""
    reading = _read_pack(folder)
    faults = list(reading.faults)
    seen: dict[str, str] = {}
    for name, document, procedure in reading.procedures:
        if procedure.key in seen:
            faults.append(
                Fault(
                    name,
                    document.line(("procedure",)),
                    f"prosedur “{procedure.key}” sudah ada di {seen[procedure.key]}",
                    "Beri kunci lain.",
                )
            )
        seen[procedure.key] = name
        faults.extend(_procedure_faults(name, document, procedure, reading.regulation, vocabulary))
    return sorted(faults, key=lambda fault: (fault.file, fault.line))


def read_data(text: str) -> dict[str, Any]:
    """YAML text as plain data, read as strictly as a pack's file; empty where it cannot be read as a mapping."""
    try:
        data = _parse(text.encode()).data
    except _Unreadable:
        return {}
    return data if isinstance(data, dict) else {}


def read_procedure(text: str, regulation: Regulation, vocabulary: Vocabulary) -> tuple[Procedure | None, list[Fault]]:
    """A procedure from YAML text with every fault it has; None where it is not even of the right form."""
    faults: list[Fault] = []
    read = _load(lambda: _parse(text.encode()), Procedure, "SOP", faults)
    if read is None:
        return None, faults
    document, procedure = read
    return procedure, [*faults, *_procedure_faults("SOP", document, procedure, regulation, vocabulary)]


def _procedure_faults(
    name: str, document: _Document, procedure: Procedure, regulation: Regulation | None, vocabulary: Vocabulary
) -> Iterator[Fault]:
    subject = vocabulary.subjects.get(procedure.subject)
    if subject is None:
        yield Fault(
            name,
            document.line(("subject",)),
            f"subjek “{procedure.subject}” tidak dikenal",
            _similar(procedure.subject, vocabulary.subjects),
        )
    for role in procedure.actors:
        if regulation is not None and role not in regulation.roles:
            yield Fault(
                name,
                document.line(("actors", role)),
                f"peran “{role}” tidak ada dalam regulation.yaml",
                _similar(role, regulation.roles),
            )
    for path in path_faults(procedure):
        place: Place = ("steps", path.index)
        yield Fault(name, document.line(place), path.fault, path.remedy, place)
    for index, step in enumerate(procedure.steps):
        for inner, fault, remedy in _step_faults(step, procedure, subject) if subject else ():
            place = ("steps", index, *inner)
            yield Fault(name, document.line(place), fault, remedy, place)


def _step_faults(step: Step, procedure: Procedure, subject: Subject) -> Iterator[tuple[Place, str, str]]:
    if step.actor not in procedure.actors:
        yield ("actor",), f"pelaksana “{step.actor}” tidak ada dalam actors", _similar(step.actor, procedure.actors)
    for role in step.signed_by.of if step.signed_by else ():
        if role not in procedure.actors:
            yield ("signed_by",), f"penanda tangan “{role}” tidak ada dalam actors", _similar(role, procedure.actors)
    for requirement in step.requires:
        if requirement.waived_by and requirement.waived_by not in procedure.actors:
            place = ("requires", requirement.name)
            yield (
                place,
                f"pemberi pengecualian “{requirement.waived_by}” tidak ada dalam actors",
                _similar(requirement.waived_by, procedure.actors),
            )
    anchors = [*_ANCHORS, *(other.key for other in procedure.steps)]
    if step.time.from_ not in anchors:
        yield ("time",), f"titik mulai waktu “{step.time.from_}” tidak dikenal", _similar(step.time.from_, anchors)
    yield from _word_faults(step, subject)


def _word_faults(step: Step, subject: Subject) -> Iterator[tuple[Place, str, str]]:
    for requirement in step.requires:
        known = subject.requirements.get(requirement.name)
        if known is None:
            yield (
                ("requires", requirement.name),
                f"syarat “{requirement.name}” tidak dikenal",
                _similar(requirement.name, subject.requirements),
            )
            continue
        for param in requirement.params:
            if param not in known:
                yield (
                    ("requires", requirement.name),
                    f"“{param}” bukan bagian dari syarat {requirement.name}",
                    _similar(param, known),
                )
    if step.effect and step.effect not in subject.effects:
        yield ("effect",), f"akibat “{step.effect}” tidak dikenal", _similar(step.effect, subject.effects)
    for document in step.documents:
        if document not in subject.documents:
            yield ("documents",), f"dokumen “{document}” tidak dikenal", _similar(document, subject.documents)
