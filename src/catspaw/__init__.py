"""Reports about a proxy conflict in; a sourced, contested, runnable network out.

The jobs are functions of `catspaw.jobs`::

    from catspaw import jobs
    jobs.weigh("axis-2024")
"""
