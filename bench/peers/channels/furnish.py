"""Make the tables and `pairs` conversations; prints one JSON line per conversation: [id, visitor token, consultant token]."""

import json
import os
import sys
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from desk.models import Conversation, Participant  # noqa: E402
from django.apps import apps  # noqa: E402
from django.db import connection  # noqa: E402

with connection.schema_editor() as editor:
    for model in apps.get_app_config("desk").get_models():
        editor.create_model(model)
for k in range(int(sys.argv[1])):
    visitor, consultant = (
        Participant.objects.create(kind=kind, name=name, token=uuid.uuid4().hex)
        for kind, name in (("visitor", f"访客{k}"), ("staff", f"咨询员{k}"))
    )
    conversation = Conversation.objects.create(hospital_id=1, visitor=visitor, consultant=consultant)
    print(json.dumps([str(conversation.pk), visitor.token, consultant.token]))
