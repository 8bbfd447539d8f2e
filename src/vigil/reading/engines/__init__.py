"""Run a stage on many batches: on local processes by default, or on Spark.

`pipeline` reads collected reports into the `lake`; `linking` groups many accounts. Every stage may
be interrupted at any moment and repeated. Read docs/operate/lake.md and docs/operate/spark.md.
"""
