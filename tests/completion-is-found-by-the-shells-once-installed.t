#!/bin/sh
. tests/lib.sh
share=$test_folder/share
tools=$(basename -s .c tools/cns-*.c)
# shellcheck disable=SC2086
yes "the completions are installed" scripts/install-completions install "$share" $tools
for tool in $tools; do
	yes "bash has a file named $tool" test -f "$share/bash-completion/completions/$tool"
	yes "fish has a file named $tool" test -f "$share/fish/vendor_completions.d/$tool.fish"
	yes "zsh's file begins with the name of $tool" \
		grep -qE "^#compdef .*$tool( |\$)" "$share/zsh/site-functions/_cns"
	if command -v bash >/dev/null; then
		# shellcheck disable=SC2016
		yes "and bash completes $tool with it" \
			bash -c '. "$1/$2" && complete -p "$2"' bash "$share/bash-completion/completions" "$tool"
	fi
	if command -v fish >/dev/null; then
		like "$(HOME=$test_folder fish -c "source $share/fish/vendor_completions.d/$tool.fish
			complete -C '$tool --expl'")" "--explain*" "and fish completes $tool with it"
	fi
done
# shellcheck disable=SC2086
scripts/install-completions uninstall "$share" $tools
is "$(find "$share" ! -type d)" "" "nothing is left when they are uninstalled"
done_testing
