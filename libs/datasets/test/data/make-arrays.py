"""Writes arrays.json: the same numbers in the bytes that numpy writes, base64. Run with numpy 2: python make-arrays.py."""

import base64
import io
import json
import pathlib
import struct

import numpy as np

# Halves and small integers, so that every type holds them to the last digit.
VALUES = np.array([[1, -2, 3], [4, 5, -6], [0, 7, 8], [9, -1, 2]])
HALVES = VALUES / 2
files = {}


def keep(name, content):
    files[name] = base64.b64encode(content).decode()


def saved(array, save=np.save, **arrays):
    out = io.BytesIO()
    save(out, *([] if array is None else [array]), **arrays)
    return out.getvalue()


for kind in ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8"]:
    keep(f"halves {kind}.npy", saved(HALVES.astype(kind)))
for kind in ["<i1", "<i2", "<i4", "<i8", ">i2", ">i4", ">i8"]:
    keep(f"integers {kind}.npy", saved(VALUES.astype(kind)))
for kind in ["<u1", "<u2", ">u4", "<u8"]:
    keep(f"absolute {kind}.npy", saved(np.abs(VALUES).astype(kind)))
keep("halves fortran.npy", saved(np.asfortranarray(HALVES)))
keep("halves fortran big.npy", saved(np.asfortranarray(HALVES.astype(">f4"))))
keep("cube fortran.npy", saved(np.asfortranarray(np.arange(24.0).reshape(2, 3, 4))))
keep("vector.npy", saved(np.array([1.5, 2.5])))
keep("objects.npy", saved(np.array([[1, "a"]], dtype=object)))
keep("complex.npy", saved(np.array([[1j]])))
keep("records.npy", saved(np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")])))
keep("text.npy", saved(np.array(["a", "b"])))
keep("nan.npy", saved(np.array([[1, 2], [3, np.nan]])))
keep("two.npz", saved(None, np.savez, x=HALVES, other=VALUES))
keep("one packed.npz", saved(None, np.savez_compressed, x=HALVES))

tensors = {"x": ("F32", HALVES.astype("<f4")), "half": ("F16", HALVES.astype("<f2")), "whole": ("I64", VALUES.astype("<i8"))}
header, body = {"__metadata__": {"made": "by numpy"}}, b""
for name, (dtype, array) in tensors.items():
    header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [len(body), len(body) + array.nbytes]}
    body += array.tobytes()
text = json.dumps(header).encode()
keep("tensors.safetensors", struct.pack("<Q", len(text)) + text + body)

text = io.StringIO()
np.savetxt(text, HALVES, delimiter=",", header="a,b,c", comments="")
keep("halves.csv", text.getvalue().encode())

eigenvalues = np.linalg.eigvalsh(np.cov(HALVES.T, bias=True))[::-1]
pathlib.Path(__file__).with_name("arrays.json").write_text(
    json.dumps({"halves": HALVES.ravel().tolist(), "eigenvalues": eigenvalues.tolist(), "files": files}, indent=1) + "\n"
)
