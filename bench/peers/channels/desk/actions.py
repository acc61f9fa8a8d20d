from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from desk.models import Conversation, Fact, Message, Participant

_threads = ThreadPoolExecutor(settings.DATABASE_THREADS, thread_name_prefix="database")


def in_database(work):
    return database_sync_to_async(work, thread_sensitive=False, executor=_threads)


@in_database
def enter(conversation_id: UUID, token: str) -> tuple[Conversation, Participant] | None:
    me = Participant.objects.filter(token=token).first()
    if me is None:
        return None
    conversation = Conversation.objects.filter(pk=conversation_id).first()
    if conversation is None or me.pk not in (conversation.visitor_id, conversation.consultant_id):
        return None
    return conversation, me


@in_database
def say(conversation_id: UUID, by: Participant, message_id: UUID, text: str) -> tuple[Message, bool]:
    """The message, and whether it is new: a retry finds the one that is stored."""
    try:
        return _store(conversation_id, by, message_id, text), True
    except IntegrityError:
        return Message.objects.get(pk=message_id, conversation_id=conversation_id), False


@transaction.atomic
def _store(conversation_id: UUID, by: Participant, message_id: UUID, text: str) -> Message:
    now = timezone.now()
    conversation = Conversation.objects.filter(pk=conversation_id)
    hospital_id, last_seq = conversation.select_for_update().values_list("hospital_id", "last_seq").get()
    seq = last_seq + 1
    conversation.update(last_seq=seq, last_at=now)
    message = Message(
        id=message_id, hospital_id=hospital_id, conversation_id=conversation_id, seq=seq, by=by, at=now, text=text
    )
    message.save(force_insert=True)
    payload = {"seq": seq, "message": str(message_id), "by": by.kind, "length": len(text)}
    Fact.objects.create(
        hospital_id=hospital_id,
        subject=conversation_id,
        occurred_at=now,
        kind="conversation.message_said",
        payload=payload,
    )
    return message
