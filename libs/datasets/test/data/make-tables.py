"""
Writes tables.json: the numbers of make-arrays.py in the tables and containers that pandas, pyarrow, h5py and anndata write,
gzip and base64. Made with numpy 2.4.6, pandas 2.3.3, pyarrow 26.0.1, h5py 3.16.0, anndata 0.12.19: python make-tables.py.
"""

import base64
import gzip
import json
import pathlib
import tempfile

import anndata
import h5py
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import scipy.sparse as sp

VALUES = np.array([[1, -2, 3], [4, 5, -6], [0, 7, 8], [9, -1, 2]])
HALVES = VALUES / 2
FRAME = pd.DataFrame(HALVES, columns=["a", "b", "c"])
files = {}
folder = pathlib.Path(tempfile.mkdtemp())


def keep(name, write):
    path = folder / name
    write(path)
    files[name] = base64.b64encode(gzip.compress(path.read_bytes(), mtime=0)).decode()


missing = FRAME.astype("Float64")
missing.loc[2, "b"] = None
text = FRAME.assign(kind=["red", "red", "blue", "red"])
integers = pa.table({n: pa.array(VALUES[:, i], t) for i, (n, t) in enumerate(zip("abc", [pa.int8(), pa.int32(), pa.int64()]))})
others = pa.table({"half": pa.array(HALVES[:, 0].astype("f2")), "single": pa.array(HALVES[:, 1].astype("f4")),
                   "unsigned": pa.array(np.abs(VALUES[:, 2]).astype("u8")), "flag": pa.array(VALUES[:, 0] > 2)})
dates = pa.table({"a": pa.array(HALVES[:, 0]), "day": pa.array(pd.to_datetime(["2020-01-01"] * 4))})
nested = pa.table({"a": pa.array(HALVES[:, 0]), "list": pa.array(HALVES.tolist())})
unnamed = FRAME.set_index(pd.Index([7, 8, 9, 5]))
pieces = pa.concat_tables([pa.Table.from_pandas(FRAME[:1], preserve_index=False), pa.Table.from_pandas(FRAME[1:], preserve_index=False)])

for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
    keep(f"halves {codec}.parquet", lambda path: FRAME.to_parquet(path, compression=None if codec == "none" else codec))
keep("row groups.parquet", lambda path: pq.write_table(pieces, path, row_group_size=1))
keep("split.parquet", lambda path: pq.write_table(pieces, path, use_dictionary=False, use_byte_stream_split=True, data_page_version="2.0"))
keep("indexed.parquet", lambda path: unnamed.to_parquet(path))
for codec in ["uncompressed", "lz4", "zstd"]:
    keep(f"halves {codec}.feather", lambda path: FRAME.to_feather(path, compression=codec))
keep("chunks.feather", lambda path: pa.feather.write_feather(pieces, path, chunksize=1, compression="uncompressed"))
keep("version one.feather", lambda path: pa.feather.write_feather(pa.Table.from_pandas(FRAME, preserve_index=False), path, version=1))
for name, table in {"integers": integers, "others": others, "missing": pa.Table.from_pandas(missing), "text": pa.Table.from_pandas(text),
                    "dates": dates, "nested": nested}.items():
    keep(f"{name}.parquet", lambda path: pq.write_table(table, path))
    keep(f"{name}.feather", lambda path: pa.feather.write_feather(table, path, compression="uncompressed"))
keep("category.feather", lambda path: text.astype({"kind": "category"}).to_feather(path, compression="uncompressed"))


def hdf5(path):
    with h5py.File(path, "w") as out:
        for kind in ["<f2", "<f4", ">f8", "<i2", ">i4", "<u8"]:
            out[f"types/{kind[1:]}"] = (np.abs(VALUES) if kind[1] == "u" else HALVES if kind[1] == "f" else VALUES).astype(kind)
        out.create_dataset("packed", data=HALVES, chunks=(2, 2), compression="gzip", shuffle=True)
        out["cube"] = np.arange(24.0).reshape(2, 3, 4)
        out["flags"] = VALUES > 2
        out["text"] = np.array([[b"a"], [b"b"]])
        out["words"] = ["a", "b"]
        out["records"] = np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")])
        out["complex"] = np.array([[1j]])
        out["nan"] = np.array([[1, 2], [3, np.nan]])
        out["scalar"] = 2.5
        out["empty"] = np.zeros((0, 3))


def virtual(path):
    layout = h5py.VirtualLayout((4, 3), dtype="f8")
    layout[:] = h5py.VirtualSource("one.h5", "group/x", (4, 3))
    with h5py.File(path, "w") as out:
        out.create_virtual_dataset("x", layout)


def one_array(path):
    with h5py.File(path, "w") as out:
        out["group/x"] = HALVES


keep("several.h5", hdf5)
keep("one.h5", one_array)
keep("virtual.h5", virtual)
keep("lzf.h5", lambda path: h5py.File(path, "w").create_dataset("x", data=HALVES, compression="lzf").file.close())
names = pd.DataFrame(index=list("abc"))
keep("dense.h5ad", lambda path: anndata.AnnData(HALVES.astype("f4"), var=names).write_h5ad(path))
keep("rows.h5ad", lambda path: anndata.AnnData(sp.csr_matrix(HALVES), var=names, layers={"counts": sp.csr_matrix(VALUES)}).write_h5ad(path, compression="gzip"))
keep("columns.h5ad", lambda path: anndata.AnnData(sp.csc_matrix(HALVES), var=names).write_h5ad(path))


def damaged(path):
    anndata.AnnData(sp.csr_matrix(HALVES), var=names).write_h5ad(path)
    with h5py.File(path, "r+") as out:
        out["X/indices"][2] = 3


holed = sp.csr_matrix(HALVES)
holed[1, 1] = np.nan
keep("nan.h5ad", lambda path: anndata.AnnData(holed, var=names).write_h5ad(path))
keep("damaged.h5ad", damaged)

pathlib.Path(__file__).with_name("tables.json").write_text(json.dumps({"files": files}, indent=2) + "\n")
