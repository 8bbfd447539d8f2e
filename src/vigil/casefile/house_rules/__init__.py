"""The rules of the house: which cases two people code, and who may verify."""
