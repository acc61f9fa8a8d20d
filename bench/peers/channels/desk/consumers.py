from uuid import UUID

import orjson
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from desk.actions import enter, say


class Chat(AsyncJsonWebsocketConsumer):
    async def connect(self):
        route = self.scope["url_route"]["kwargs"]
        found = await enter(route["conversation"], route["token"])
        if found is None:
            return await self.close(4401)
        self.conversation, self.me = found
        self.group = f"conversation.{self.conversation.pk}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        if hasattr(self, "group"):
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content):
        text = content.get("text", "").strip()
        if content.get("do") != "say" or not 0 < len(text) <= 4000:
            return await self.send_json({"on": "error", "ref": content.get("ref"), "problem": "invalid"})
        message, new = await say(self.conversation.pk, self.me, UUID(content["id"]), text)
        await self.send_json(
            {"on": "said", "ref": content["ref"], "id": message.pk, "seq": message.seq, "at": message.at}
        )
        if new:
            entry = {
                "seq": message.seq,
                "id": str(message.pk),
                "at": message.at.isoformat(),
                "by": {"kind": self.me.kind, "name": self.me.name},
                "text": text,
            }
            await self.channel_layer.group_send(self.group, {"type": "entry", "entry": entry})

    async def entry(self, event):
        await self.send_json({"on": "entry", "conversation": self.conversation.pk, "entry": event["entry"]})

    @classmethod
    async def decode_json(cls, text_data):
        return orjson.loads(text_data)

    @classmethod
    async def encode_json(cls, content):
        return orjson.dumps(content).decode()
