import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        migrations.CreateModel(
            name="Backup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wanted", "waits for the worker"),
                            ("running", "is being made"),
                            ("verified", "verified"),
                            ("failed", "failed"),
                        ],
                        default="wanted",
                        max_length=8,
                        verbose_name="verdict",
                    ),
                ),
                ("wanted_at", models.DateTimeField(auto_now_add=True, verbose_name="asked for at")),
                ("started_at", models.DateTimeField(null=True, verbose_name="begun")),
                ("alive_at", models.DateTimeField(null=True, verbose_name="last sign of life")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                ("host", models.CharField(blank=True, max_length=64, verbose_name="host")),
                ("file", models.CharField(blank=True, max_length=300, verbose_name="file")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="size")),
                ("row_count", models.PositiveBigIntegerField(default=0, verbose_name="rows")),
                ("file_count", models.PositiveBigIntegerField(default=0, verbose_name="files")),
                ("counts", models.JSONField(default=dict, verbose_name="rows by table")),
                ("is_sealed", models.BooleanField(default=False, verbose_name="sealed")),
                ("why", models.TextField(blank=True, verbose_name="what went wrong")),
                (
                    "copied_to",
                    models.CharField(blank=True, max_length=300, verbose_name="copied to"),
                ),
                (
                    "copy_fault",
                    models.TextField(blank=True, verbose_name="what went wrong with the copy"),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked for by",
                    ),
                ),
            ],
            options={
                "verbose_name": "backup",
                "verbose_name_plural": "backups",
                "ordering": ["-id"],
                "default_permissions": ("view", "add"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["wanted", "running"])),
                        fields=("state",),
                        name="one_backup_at_a_time",
                    )
                ],
            },
        ),
    ]
