"""The facts that travel between services: all that a publisher and its subscribers agree on."""

from shared.contracts.message import Message, MessageError, all_contracts, contract, contract_of

__all__ = ["Message", "MessageError", "all_contracts", "contract", "contract_of"]
