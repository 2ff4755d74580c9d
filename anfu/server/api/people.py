"""Who is asking; and coming in and going out by a signed link."""

from __future__ import annotations

import msgspec

from anfu.server.api.shapes import Body, Me
from anfu.server.gate import bearer, same_origin
from anfu.server.topics import Asked, Topic
from anfu.signin import SignedIn

topic = Topic("people")
LONGEST_LINK = 4096


class NewSignIn(Body, frozen=True):
    """A one-time link: a JSON Web Token signed with ANFU_LINK_KEY."""

    link: str


class SignedOut(msgspec.Struct, frozen=True):
    """`signed_out` is false when the token was not given for a link: such a one is revoked by an admin."""

    signed_out: bool


@topic.get("/me", "我是谁、什么角色", "Who is asking, and in which role", gives=Me)
async def me(asked: Asked) -> Me:
    return Me(asked.person.name, asked.person.role, asked.person.signed_in)


@topic.post(
    "/sign-in", "用一次性签名链接登录，换一个12小时的令牌", "Exchanges a signed one-time link for a token of 12 hours",
    takes=NewSignIn, gives=SignedIn, roles=None, also=(401, 403, 422),
)  # fmt: skip
async def sign_in(asked: Asked) -> SignedIn:
    same_origin(asked.request)
    house = asked.house
    signed_in = await house.off_loop(house.links.sign_in, asked.body.link[:LONGEST_LINK])
    # Whoever comes by a link is a user: from now on everybody signs in.
    await house.off_loop(house.gate.look)
    return signed_in


@topic.post(
    "/sign-out", "退出，令牌作废", "Ends the session of a token that was given for a link", gives=SignedOut
)
async def sign_out(asked: Asked) -> SignedOut:
    house, token = asked.house, bearer(asked.request)
    ended = bool(token) and await house.off_loop(house.links.sign_out, token)
    house.gate.forget(token)
    return SignedOut(ended)
