"""Background tasks on the desk: what the admin sees of a parked one, and the two buttons."""

import pytest
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.tests.factories import person
from newsroom import leases
from newsroom.leases import Times
from newsroom.models import TaskLease
from newsroom.tests import worker_tasks
from paper.outbox import send_outbox_mail

pytestmark = pytest.mark.django_db

LIST = "/admin/newsroom/tasklease/"
LIST_QUERIES = 12


@pytest.fixture
def parked() -> TaskLease:
    """Return a parked mail, refused by the mail server."""
    return park(send_outbox_mail.enqueue(4711).id)


@pytest.fixture
def keeper(client):
    """Sign the admin in; return the client."""
    client.force_login(person("admin"))
    return client


def park(pk: str) -> TaskLease:
    task = leases.claim("worker")
    assert str(task.pk) == pk
    leases.fail(task, "worker", ConnectionRefusedError("<mail.example.org>"), Times(backoff=()))
    return TaskLease.objects.get(task=task)


def waiting_for_another_try() -> TaskLease:
    worker_tasks.write.enqueue("/nowhere", "line")
    task = leases.claim("worker")
    leases.fail(task, "worker", ValueError("wrong"), Times())
    return TaskLease.objects.get(task=task)


@pytest.mark.parametrize("role", ["anonymous", "reader", "reporter", "editor", "chief"])
def test_others_neither_see_nor_decide(client, parked, role):
    if role != "anonymous":
        client.force_login(person(role))

    answers = [
        client.get(LIST),
        client.get(f"{LIST}{parked.pk}/change/"),
        client.post(f"{LIST}{parked.pk}/retry/"),
        client.post(f"{LIST}{parked.pk}/drop/"),
        client.post(LIST, {"action": "drop_selected", "_selected_action": parked.pk}),
    ]

    assert {answer.status_code for answer in answers} <= {302, 403}
    assert all("mail.example.org" not in answer.content.decode() for answer in answers)
    assert leases.parked_count() == 1


class TestPages:
    def test_list_says_in_words_what_went_wrong(self, keeper, parked):
        page = keeper.get(LIST, headers={"accept-language": "bn"}).content.decode()

        assert str(TaskLease.Cause.UNREACHABLE.label) in page
        assert f'formaction="{LIST}{parked.pk}/retry/"' in page
        assert f'formaction="{LIST}{parked.pk}/drop/"' in page

    def test_task_that_is_not_parked_has_no_buttons(self, keeper):
        lease = waiting_for_another_try()

        page = keeper.get(LIST).content.decode()

        assert f"{LIST}{lease.pk}/change/" in page
        assert "formaction" not in page

    def test_parked_tasks_come_first(self, keeper):
        later = waiting_for_another_try()
        first = park(send_outbox_mail.enqueue(4711).id)

        listed = keeper.get(LIST).context["cl"].queryset

        assert [lease.pk for lease in listed] == [first.pk, later.pk]

    def test_page_of_a_task_shows_its_error_escaped_and_no_way_to_edit(self, keeper, parked):
        page = keeper.get(f"{LIST}{parked.pk}/change/").content.decode()

        assert "ConnectionRefusedError: &lt;mail.example.org&gt;" in page
        assert "4711" in page
        assert 'name="_save"' not in page
        assert f'formaction="{LIST}{parked.pk}/retry/"' in page

    @pytest.mark.parametrize("number", [1, 3])
    def test_list_costs_the_same_for_any_number(self, keeper, number, django_assert_num_queries):
        for pk in range(number):
            park(send_outbox_mail.enqueue(pk).id)
        keeper.get(LIST)

        with django_assert_num_queries(LIST_QUERIES):
            keeper.get(LIST)


class TestButtons:
    def test_retry_makes_the_task_ready(self, keeper, parked):
        answer = keeper.post(f"{LIST}{parked.pk}/retry/")

        assert (answer.status_code, answer.url) == (302, LIST)
        assert DBTaskResult.objects.get().status == TaskResultStatus.READY
        assert leases.parked_count() == 0

    def test_drop_takes_the_task_off_the_list(self, keeper, parked):
        answer = keeper.post(f"{LIST}{parked.pk}/drop/", follow=True)

        assert list(answer.context["cl"].queryset) == []
        assert leases.parked_count() == 0

    def test_second_person_is_told_that_it_was_decided(self, keeper, parked):
        DBTaskResult.objects.update(status=TaskResultStatus.READY, run_after=timezone.now())

        answer = keeper.post(f"{LIST}{parked.pk}/drop/", follow=True)

        assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
        assert TaskLease.objects.filter(pk=parked.pk).exists()

    @pytest.mark.parametrize("act", ["retry", "drop"])
    def test_link_alone_decides_nothing(self, keeper, parked, act):
        assert keeper.get(f"{LIST}{parked.pk}/{act}/").status_code == 405
        assert leases.parked_count() == 1

    @pytest.mark.parametrize("act", ["retry", "drop"])
    def test_task_that_is_gone_is_not_found(self, keeper, act):
        assert keeper.post(f"{LIST}4711/{act}/").status_code == 404

    @pytest.mark.parametrize("act", ["retry_selected", "drop_selected"])
    def test_many_are_decided_at_once_and_running_ones_left(self, keeper, act):
        chosen = [waiting_for_another_try()]
        chosen += [park(send_outbox_mail.enqueue(pk).id) for pk in range(2)]

        keeper.post(LIST, {"action": act, "_selected_action": [lease.pk for lease in chosen]})

        assert leases.parked_count() == 0
        assert TaskLease.objects.filter(pk=chosen[0].pk, tries=1).exists()
