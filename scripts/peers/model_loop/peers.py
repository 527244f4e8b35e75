"""What agent frameworks in Python take for a round trip to a model, as CPU time of the process, beside a bare client.

usage: peers.py URL [NAME...]        URL ends in /v1, names are those of PEERS

Prints `name<tab>version<tab>whole or streamed<tab>least<tab>median<tab>bare`, in microseconds of CPU a round trip. A loop is
twenty calls of the model. The bare client is the HTTP library below the framework, which posts the bodies that the framework
posted and reads the answers to their end without looking into them; both take turns, so that what else the machine does
falls on both.

Each framework answers whole when it is asked in the plain way (`ainvoke`, `run`, `Runner.run`); its streaming way is measured
as well, for those who show what a model says while it says it. Everything is asynchronous, the tool too, so that no framework
pays for a change of thread. Each has a process of its own: what is loaded makes Python's collector slower.
"""

import asyncio
import contextlib
import importlib.metadata
import os
import statistics
import subprocess
import sys
import time

CALLS, LOOPS, REPETITIONS = 20, 30, 3
MODEL, KEY = "gpt-4o-mini", "none"
INSTRUCTIONS = "You look up what a brand has. Search until you know enough, then say done."
PROMPT = "Which golds does the brand have?"
# Nothing may leave the machine, and nothing but the loop is to be paid for.
os.environ |= {
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "NO_PROXY": "127.0.0.1",
}
searches = 0


async def search_brand(query: str) -> str:
    """Searches the brand kit."""
    global searches
    searches += 1
    return '{"found":[]}'


def langgraph(url, streamed):
    from langchain.agents import create_agent
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(model=MODEL, base_url=url, api_key=KEY)
    agent = create_agent(model, [search_brand], system_prompt=INSTRUCTIONS)
    start = {"messages": [{"role": "user", "content": PROMPT}]}
    # A step is a call of the model or of the tools.
    config = {"recursion_limit": 2 * CALLS + 1}

    async def whole():
        return (await agent.ainvoke(start, config))["messages"][-1].text

    async def stream():
        parts = agent.astream(start, config, stream_mode="messages")
        return "".join([part.text async for part, _ in parts if isinstance(part, AIMessageChunk)])

    return stream if streamed else whole


def pydantic_ai(url, streamed):
    from pydantic_ai import Agent
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    model = OpenAIChatModel(MODEL, provider=OpenAIProvider(base_url=url, api_key=KEY))
    agent = Agent(model, instructions=INSTRUCTIONS, tools=[search_brand])

    async def whole():
        return (await agent.run(PROMPT)).output

    async def stream():
        async with agent.run_stream(PROMPT) as result:
            return await result.get_output()

    return stream if streamed else whole


def openai_agents(url, streamed):
    from agents import Agent, OpenAIChatCompletionsModel, Runner, function_tool, set_tracing_disabled
    from openai import AsyncOpenAI

    set_tracing_disabled(True)
    model = OpenAIChatCompletionsModel(model=MODEL, openai_client=AsyncOpenAI(base_url=url, api_key=KEY))
    agent = Agent(name="brand", instructions=INSTRUCTIONS, model=model, tools=[function_tool(search_brand)])

    async def whole():
        return (await Runner.run(agent, PROMPT, max_turns=CALLS)).final_output

    async def stream():
        result = Runner.run_streamed(agent, PROMPT, max_turns=CALLS)
        async for _ in result.stream_events():
            pass
        return result.final_output

    return stream if streamed else whole


PEERS = {
    "langgraph": (langgraph, "langgraph"),
    "pydantic-ai": (pydantic_ai, "pydantic-ai-slim"),
    "openai-agents": (openai_agents, "openai-agents"),
}


@contextlib.contextmanager
def posted():
    """The address and body of each request that leaves through httpx2, whoever made the client."""
    import httpx2

    requests, send = [], httpx2.AsyncHTTPTransport.handle_async_request

    async def noted(transport, request):
        requests.append((str(request.url), await request.aread()))
        return await send(transport, request)

    httpx2.AsyncHTTPTransport.handle_async_request = noted
    yield requests
    httpx2.AsyncHTTPTransport.handle_async_request = send


async def cpu(loop):
    """Microseconds of CPU a round trip, over all threads."""
    start = time.process_time()
    for _ in range(LOOPS):
        await loop()
    return (time.process_time() - start) / (LOOPS * CALLS) * 1e6


async def measured(name, url):
    # One event loop for both ways: clients outlive the calls, and some are shared.
    for streamed in (False, True):
        await measured_in(name, url, streamed)


async def measured_in(name, url, streamed):
    import httpx2

    build, package = PEERS[name]
    ask = build(url, streamed)

    async def loop():
        before, said = searches, await ask()
        assert (said, searches - before) == ("done", CALLS - 1), f"{name} said {said!r} after {searches - before} searches"

    with posted() as requests:
        await loop()
    assert len(requests) == CALLS, f"{name} made {len(requests)} calls"
    assert all((b'"stream":true' in body) == streamed for _, body in requests), f"{name} did not ask as it should"

    headers = {"content-type": "application/json", "authorization": f"Bearer {KEY}"}
    async with httpx2.AsyncClient() as client:

        async def bare():
            for address, body in requests:
                answer = await client.post(address, content=body, headers=headers)
                assert answer.status_code == 200 and answer.content

        await bare()
        pairs = [(await cpu(loop), await cpu(bare)) for _ in range(REPETITIONS)]
    with_it, without = zip(*pairs)
    figures = (min(with_it), statistics.median(with_it), min(without))
    how = "streamed" if streamed else "whole"
    print(name, importlib.metadata.version(package), how, *(f"{figure:.0f}" for figure in figures), sep="\t", flush=True)


def main():
    url, *names = sys.argv[1:] or sys.exit(__doc__)
    if len(names) == 1:
        return asyncio.run(measured(names[0], url))
    for name in names or PEERS:
        subprocess.run([sys.executable, __file__, url, name], check=True)


if __name__ == "__main__":
    main()
