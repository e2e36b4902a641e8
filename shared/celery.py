"""Celery as every service uses it: tasks are wake-up calls, PostgreSQL holds the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from celery import Celery
from celery.signals import heartbeat_sent, setup_logging, task_postrun, task_prerun, worker_init
from kombu import Queue

from shared.db import Database
from shared.heartbeat import beat
from shared.logs import configure_logs
from shared.settings import Settings
from shared.tracing import traced

_open_traces: dict[str, AbstractContextManager[str]] = {}


def create_celery(
    database: Database,
    read_settings: Callable[[], Settings],
    *,
    queues: Mapping[str, Sequence[str]],
    modules: Sequence[str],
    ticks: Mapping[str, float],
) -> Celery:
    """Return the service's Celery app; its environment is read when it is first used.

    `queues` maps each queue to the wire names of its tasks, `modules` hold the tasks, `ticks` maps a
    task's wire name to how often it looks for due work, in seconds.
    """
    service = database.service
    app = Celery(service, include=list(modules), set_as_current=False)

    def start(**_: Any) -> None:
        settings = read_settings()
        configure_logs(service, "worker", level=settings.log_level, log_format=settings.log_format)
        database.connect(settings.database_url)

    app.add_defaults(lambda: {"broker_url": read_settings().redis_url})
    worker_init.connect(start, weak=False, dispatch_uid=f"start-{service}")
    _configure(app, queues, ticks)
    return app


def _configure(
    app: Celery, queues: Mapping[str, Sequence[str]], ticks: Mapping[str, float]
) -> None:
    settings: dict[str, Any] = dict(  # noqa: C408 - reads as Celery names its settings
        task_queues=[Queue(name) for name in queues],
        task_default_queue=next(iter(queues)),
        task_routes={task: {"queue": queue} for queue, tasks in queues.items() for task in tasks},
        task_create_missing_queues=False,
        task_ignore_result=True,
        result_backend=None,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_publish_retry=False,
        worker_prefetch_multiplier=1,
        worker_soft_shutdown_timeout=10.0,
        worker_enable_soft_shutdown_on_idle=False,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": 3600,
            "unacked_restore_limit": None,
            "polling_interval": 1.0,
            "socket_timeout": 10,
            "socket_connect_timeout": 3,
            "socket_keepalive": True,
            "global_keyprefix": f"zone:celery:{app.main}:",
        },
        beat_schedule={
            task: {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 10)}}
            for task, seconds in ticks.items()
        },
        beat_max_loop_interval=1.0,
        timezone="UTC",
    )
    app.add_defaults(lambda: settings)


@setup_logging.connect
def _keep_our_logging(**_: Any) -> None:
    """Celery leaves logging alone when anything listens to this signal."""


@heartbeat_sent.connect
def _show_life(**_: Any) -> None:
    """Every two seconds while the worker's main loop turns and the broker takes its events."""
    beat("worker")


@task_prerun.connect
def _enter_trace(task_id: str, task: Any, **_: Any) -> None:
    span = traced(getattr(task.request, "traceparent", None))
    span.__enter__()
    _open_traces[task_id] = span


@task_postrun.connect
def _leave_trace(task_id: str, **_: Any) -> None:
    span = _open_traces.pop(task_id, None)
    if span is not None:
        span.__exit__(None, None, None)
