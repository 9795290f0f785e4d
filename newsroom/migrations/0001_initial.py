import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignOfLife",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(max_length=64, unique=True)),
                ("version", models.CharField(max_length=60)),
                ("started_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Fault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=120, verbose_name="kind")),
                ("place", models.CharField(max_length=200, verbose_name="place in the program")),
                (
                    "says",
                    models.CharField(blank=True, max_length=300, verbose_name="message or address"),
                ),
                (
                    "request_id",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="number of the request"
                    ),
                ),
                (
                    "count",
                    models.PositiveBigIntegerField(default=1, verbose_name="number of times"),
                ),
                ("first_at", models.DateTimeField(verbose_name="happened first")),
                ("last_at", models.DateTimeField(verbose_name="happened last")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="marked as seen")),
            ],
            options={
                "verbose_name": "error",
                "verbose_name_plural": "errors",
                "permissions": [("view_operations", "Can see how the paper runs")],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("last_at"), descending=True), name="fault_by_time"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "place"), name="fault_is_one_a_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskLease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(blank=True, max_length=64, verbose_name="worker")),
                ("heartbeat_at", models.DateTimeField(null=True, verbose_name="last sign of life")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("error", "The program made a mistake."),
                            (
                                "unreachable",
                                "Another computer, such as the mail server, did not answer or refused.",
                            ),
                            ("database", "The database did not answer, or refused."),
                            ("unknown", "This version of the program does not know the task."),
                            ("died", "The worker was killed in the middle of it."),
                            ("too_long", "It took longer than a task may take."),
                        ],
                        max_length=12,
                        verbose_name="what went wrong",
                    ),
                ),
                (
                    "detail",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="message of the program"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lease",
                        to="django_tasks_database.dbtaskresult",
                        verbose_name="task",
                    ),
                ),
            ],
            options={
                "verbose_name": "background task",
                "verbose_name_plural": "background tasks",
                "default_permissions": ("view", "change"),
            },
        ),
    ]
