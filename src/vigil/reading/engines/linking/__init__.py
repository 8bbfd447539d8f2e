"""Link many accounts: the steps of `vigil.reading.linkage`, run in one of three ways.

`local` works in files on all cores, `spark` on a cluster, `index` compares only what is new with
what was linked before. All three give the cases that `vigil.reading.linkage.link` gives.
"""
