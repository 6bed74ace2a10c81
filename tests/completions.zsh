# Types into a zsh of its own, in a terminal of its own, and waits for what must come:
# zsh -f completions.zsh FPATH FOLDER TYPED EXPECTED
zmodload zsh/zpty
zpty shell "TERM=dumb zsh -f -i"
zpty -w shell "PS1=; fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -d ${(q)2}/dump; echo re''ady"
zpty -r shell said '*ready*' || exit 1
zpty -w -n shell "$3"$'\t'
zpty -r shell said "*$4*" || exit 1
zpty -d shell
