import uuid

from django.db import models


class Participant(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    token = models.CharField(max_length=64, unique=True)


class Conversation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    hospital_id = models.IntegerField()
    visitor = models.ForeignKey(Participant, models.PROTECT, related_name="asked")
    consultant = models.ForeignKey(Participant, models.PROTECT, related_name="answered")
    last_seq = models.IntegerField(default=0)
    last_at = models.DateTimeField(null=True)


class Message(models.Model):
    id = models.UUIDField(primary_key=True)
    hospital_id = models.IntegerField()
    conversation = models.ForeignKey(Conversation, models.CASCADE, db_index=False)
    seq = models.IntegerField()
    by = models.ForeignKey(Participant, models.PROTECT, db_index=False)
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["conversation", "seq"], name="one_sequence"),)


class Fact(models.Model):
    hospital_id = models.IntegerField()
    subject = models.UUIDField()
    occurred_at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    payload = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=["hospital_id", "subject", "occurred_at"], name="timeline"),)
