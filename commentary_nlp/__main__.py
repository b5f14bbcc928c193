"""``python -m commentary_nlp`` is the `commentary` command."""

from commentary_nlp.cli import main

if __name__ == "__main__":
    main()
